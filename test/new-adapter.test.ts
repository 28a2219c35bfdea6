import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etlFromSource as etl, linesOf, newFolder, summaryOf } from "./support/etl.ts";
import { link, ownFolder, ROOT } from "./support/own-folder.ts";

const PACKAGES = {
  "@chat-etl/conformance": "packages/conformance",
  "@chat-etl/io": "packages/io",
  "@chat-etl/model": "packages/model",
  "@chat-etl/sandbox": "packages/sandbox",
  "@chat-etl/sdk": "packages/sdk",
  "@types/node": "node_modules/@types/node",
  vitest: "node_modules/vitest",
  zod: "packages/sdk/node_modules/zod",
};

/** Of all adapters of a folder and its `etl.config.ts`, by the settings of one of them and the sources of the repository. */
function typeErrorsOf(cwd: string, adapter: string): string {
  const project = { extends: `./${adapter}/tsconfig.json`, include: ["*/src", "*/test", "*/*.ts", "etl.config.ts"] };
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(project));
  const args = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", ".", "--customConditions", "source"];
  return spawnSync(process.execPath, args, { cwd, encoding: "utf8" }).stdout;
}

/** Runs an adapter's tests as somebody would. */
function testsOf(cwd: string, folder: string): { readonly status: number | null; readonly stdout: string } {
  const config = `export default { ssr: { resolve: { conditions: ["source"], externalConditions: ["source"] } } };`;
  writeFileSync(join(cwd, "vitest.config.ts"), config);
  const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", folder, "--testTimeout", "60000"];
  return spawnSync(process.execPath, ["--conditions=source", ...args], { cwd, encoding: "utf8" });
}

it("an adapter in a folder of somebody's own: typed, tested, listed and run, with all others", async () => {
  const cwd = ownFolder({ ...PACKAGES, "@chat-etl/generic-json": "adapters/generic-json" });
  const made = [
    ["my-forum", "--source", "--sink", "--sandbox"],
    ["my-import", "--sink"],
    ["my-export", "--json"],
  ];
  for (const args of made)
    expect(await etl(["new", "adapter", ...args], { cwd })).toMatchObject({ code: 0, stderr: "" });
  expect(typeErrorsOf(cwd, "my-forum")).toBe("");
  expect(testsOf(cwd, "my-export")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("the source my-export"),
  });

  const listed = linesOf(await etl(["list", "--json"], { cwd })).map((line) => Reflect.get(line, "name"));
  expect(listed).toEqual(
    expect.arrayContaining(["my-forum-to-my-forum", "my-export-to-my-import", "json-to-my-forum"]),
  );

  // Through all of it: the sandbox's sample world into a folder, from there into an archive.
  const out = [
    "run",
    "my-forum-to-my-import",
    "--sandbox",
    "--sandbox-speed",
    "1000",
    "--sink.folder",
    "kept",
    "--json",
  ];
  const { kinds, drops } = summaryOf(await etl(out, { cwd }));
  expect([kinds.message.written, kinds.message.pending, drops.length]).toEqual([249, 0, 1]);
  const back = ["run", "./my-export/pipeline.ts", "--source.folder", "kept", "--sink.folder", "archive", "--json"];
  expect(summaryOf(await etl(back, { cwd })).kinds.message.written).toBe(249);
  expect(readFileSync(join(cwd, "archive/messages.jsonl"), "utf8")).toContain("Post number 249");
}, 120_000);

it("refuses a name that is not right or taken, and never writes over anything", async () => {
  const cwd = newFolder();
  const tell = async (...args: readonly string[]) => (await etl(["new", "adapter", ...args], { cwd })).stderr;
  expect(await tell("MyForum")).toContain("Take my-forum.");
  expect(await tell("slack-export")).toContain('There is an adapter "slack-export" already');
  mkdirSync(join(cwd, "my-forum"));
  expect(await tell("my-forum")).toContain('"my-forum" is there already and stays as it is.');
  expect(existsSync(join(cwd, "etl.config.ts"))).toBe(false);
  writeFileSync(join(cwd, "etl.config.js"), "");
  rmSync(join(cwd, "my-forum"), { recursive: true });
  const own = "export const mine = { sources: [], sinks: [] };\n";
  writeFileSync(join(cwd, "etl.config.ts"), own);
  const { stdout } = await etl(["new", "adapter", "my-forum"], { cwd });
  expect(stdout).toContain('add to etl.config.ts: import { myForumSource } from "./my-forum/src/index.ts";');
  expect(readFileSync(join(cwd, "etl.config.ts"), "utf8")).toBe(own);
});

it("an adapter in the repository: a package like the others, in the lists and in the pairs", async () => {
  const root = newFolder();
  symlinkSync(join(ROOT, "packages"), join(root, "packages"));
  for (const name of ["tsconfig.json", "tsconfig.base.json"]) cpSync(join(ROOT, name), join(root, name));
  for (const name of ["index.ts", "pairs.ts", "package.json", "tsconfig.json"])
    cpSync(join(ROOT, "pipelines", name), join(root, "pipelines", name));
  const cwd = join(root, "adapters");
  mkdirSync(cwd);
  const { code, stdout } = await etl(["new", "adapter", "my-forum", "--source", "--sink", "--sandbox"], { cwd });
  expect([code, stdout.includes("add to")]).toEqual([0, false]);

  for (const part of ["source --part carries", "sink --part losses"])
    expect(readFileSync(join(cwd, "my-forum/README.md"), "utf8")).toContain(
      `<!-- etl describe my-forum --side ${part} -->`,
    );
  link(join(cwd, "my-forum"), PACKAGES);
  const others = Object.fromEntries(
    ["cometchat", "generic-json", "slack-export", "talkjs"].map((name) => [`@chat-etl/${name}`, `adapters/${name}`]),
  );
  link(join(root, "pipelines"), { "@chat-etl/sdk": "packages/sdk", ...others });
  symlinkSync(join(cwd, "my-forum"), join(root, "pipelines/node_modules/@chat-etl/my-forum"));
  const script = `const { pipelines, sandboxes } = await import("./pipelines/index.ts");
    const pipeline = await pipelines.get("my-forum-to-json")();
    console.log([pipeline.name, pipelines.has("talkjs-to-my-forum"), (await sandboxes.get("my-forum")()).start.length].join());`;
  const { stdout: told } = spawnSync(process.execPath, ["--conditions=source", "--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
  });
  expect(told.trim()).toBe("my-forum-to-json,true,2");
  for (const [file, text] of [
    ["tsconfig.json", '"adapters/my-forum"'],
    ["pipelines/package.json", '"@chat-etl/my-forum": "workspace:*"'],
    ["pipelines/tsconfig.json", '"../adapters/my-forum"'],
  ] as const)
    expect(readFileSync(join(root, file), "utf8")).toContain(text);
});
