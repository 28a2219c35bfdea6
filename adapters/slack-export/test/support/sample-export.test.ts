import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dayJson, linedJson, prettyJson } from "./json.ts";
import { losAngelesDay, microsOf } from "./timestamps.ts";

const ROOT = join(import.meta.dirname, "../fixtures/sample-export");
const ALL = globSync("**/*.json", { cwd: ROOT }).map((path) => path.replaceAll("\\", "/"));
const DAYS = ALL.filter((path) => path.includes("/"));

interface Item {
  readonly ts: string;
  readonly subtype?: string;
  readonly replies?: readonly { readonly ts: string }[];
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function valuesOf<T>(path: string): readonly T[] {
  return JSON.parse(read(path));
}

describe("the sample export", () => {
  it("has five kinds of conversations, and a folder for each that an index names, §2.1", () => {
    const kinds = ["channels", "groups", "mpims"] as const;
    const named = kinds.flatMap((kind) => valuesOf<{ name: string }>(`${kind}.json`).map(({ name }) => name));
    const direct = valuesOf<{ id: string; members: readonly string[] }>("dms.json");
    const folders = new Set(DAYS.map((path) => path.slice(0, path.indexOf("/"))));
    expect(folders).toEqual(new Set([...named, ...direct.map(({ id }) => id)]));
    expect(direct.map(({ members }) => members.length).toSorted()).toEqual([1, 2]);
    expect(named).toHaveLength(4);
  });

  it.each(DAYS)("is written as Slack writes day files, §4: %s", (path) => {
    const items = valuesOf<Item>(path);
    expect(read(path)).toBe(dayJson(items));
    const at = items.map(({ ts }) => microsOf(ts));
    expect(at).toEqual(at.toSorted((one, other) => one - other));
    expect(new Set(at.map((one) => `${losAngelesDay(one)}.json`))).toEqual(
      new Set([path.slice(path.indexOf("/") + 1)]),
    );
  });

  it.each(ALL.filter((path) => !path.includes("/")))("is written as Slack writes indexes, §4: %s", (path) => {
    const isLined = path === "users.json" || path === "canvases.json";
    expect(read(path)).toBe((isLined ? linedJson : prettyJson)(valuesOf(path)));
  });

  it("has every reply that a root lists, §5", () => {
    const items = DAYS.flatMap((path) => valuesOf<Item>(path));
    const all = new Set(items.map(({ ts }) => ts));
    const listed = items.flatMap(({ replies }) => replies ?? []);
    expect(listed.length).toBeGreaterThan(3);
    for (const { ts } of listed) expect(all).toContain(ts);
  });

  it("has invented tokens under both names, and no others, §9.1", () => {
    const tokens = ALL.flatMap((path) => read(path).match(/[?&](?:t|token)=[^"&]*/g) ?? []);
    expect(new Set(tokens)).toEqual(new Set(["?t=xoxe-000-invented", "?token=xoxe-000-invented"]));
    for (const path of ALL) expect(read(path)).not.toMatch(/xox[a-z]-(?!000-invented)/);
  });
});
