import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adapterName } from "../src/scaffold/adapter-name.ts";
import { completeConfig, newConfig } from "../src/scaffold/etl-config.ts";
import { VERSIONS } from "../src/scaffold/in-own-folder.ts";

const WORKSPACE = join(import.meta.dirname, "../../../pnpm-workspace.yaml");

function planOf(name: string, parts: { readonly source: boolean; readonly sink: boolean }) {
  return { name: adapterName(name, []), parts: { ...parts, sandbox: false }, files: new Map<string, string>() };
}

it("a new adapter asks for the versions that the repository is tested with", () => {
  const catalog = readFileSync(WORKSPACE, "utf8").replaceAll('"', "");
  for (const [name, version] of Object.entries(VERSIONS)) expect(catalog).toContain(`\n  ${name}: ${version}\n`);
});

it("a name in all its forms", () => {
  expect(adapterName("my-forum2", [])).toEqual({
    kebab: "my-forum2",
    camel: "myForum2",
    pascal: "MyForum2",
    upper: "MY_FORUM2",
    title: "My Forum2",
  });
});

it.each([
  ["MyForum", "Take my-forum."],
  ["7 Cups!", "Take cups."],
  ["a-to-b", "Take a-b."],
  ["ß", "Take something like my-forum."],
])("refuses the name %s and says what would be right", (name, advice) => {
  expect(() => adapterName(name, [])).toThrow(advice);
});

it("a configuration that we wrote is completed, one of somebody's own is not", () => {
  const first = newConfig(planOf("forum", { source: true, sink: false }));
  const { text = "" } = completeConfig(first, planOf("wall", { source: true, sink: true }));
  expect(text).toContain("  sources: [forumSource, wallSource],\n  sinks: [wallSink],\n");
  expect(text).toContain('import { wallSink, wallSource } from "./wall/src/index.ts";\n');
  const own = first.replace("[forumSource]", "[...forums()]");
  expect(completeConfig(own, planOf("wall", { source: true, sink: false }))).toEqual({
    lines: ['import { wallSource } from "./wall/src/index.ts";', "sources: [wallSource]"],
  });
});
