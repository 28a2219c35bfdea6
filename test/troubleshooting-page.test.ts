import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sinks } from "@chat-etl/pipelines";
import { expect, it } from "vitest";
import { EXIT } from "../packages/cli/src/exit-codes.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");

/** Where codes that an operator meets are made. Not what is only an example, or for tests. */
const SOURCES = globSync(["packages/{io,engine,store,cli,transforms}/src/**/*.ts", "adapters/*/src/**/*.ts"], {
  cwd: ROOT,
  exclude: ["**/{sandbox,probe}/**", "adapters/{memory,template}/**", "**/*.test.ts"],
});

/** Where a code stands in the program: a word, a choice of words, or the name of one. */
const PLACES = [
  /\bcode: ([^,;{}\n]*)/g,
  /\b(?:Record|Batch|Download)Error\(([^,;{}]*)/g,
  /\bbyOption\(([^,;{}]*)/g,
  /\b(?:onNotice\?*\.?|notice)\(([^,;{}]*)/g,
  /(?:\breturn|[?:]) \[("[a-z][\w-]*"), "[A-Z]/g,
];
const WORDS = /(?<![!=]== )"([\w-]+)"|\b([A-Z][A-Z_]+)\b/g;
const NAMED = /\bconst ([A-Z][A-Z_]+) = "([\w-]+)"/g;

/** Tables of codes with what can be said about each. */
const TABLES = /\bconst (?:REASONS|ADVICE|MEANINGS)\b[^=]*= (?:new Map\()?[[{]\n(.*?)^[\]}]/gms;
const ENTRIES = /^ {2}(?:"?([\w-]+)"?:|\["(\w+)",|\[\n {4}"(\w+)",)/gm;

/** What reads like a code and is none that an operator meets. */
const NO_CODES: Readonly<Record<string, string>> = {
  custom: "zod's word for a check of one's own",
  code: "a mark of text",
  "dry-run": "between the plan and its own stand-in for a sink",
};

function codesIn(text: string): readonly string[] {
  const named = new Map([...text.matchAll(NAMED)].map(([, name, code]) => [name, code]));
  const places = PLACES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, place = ""]) => place));
  const words = places.flatMap((place) =>
    [...place.matchAll(WORDS)].flatMap(([, word, name]) => word ?? named.get(name) ?? []),
  );
  const tables = [...text.matchAll(TABLES)].flatMap(([, body = ""]) => [...body.matchAll(ENTRIES)]);
  return [...words, ...tables.flatMap(([, ...codes]) => codes.find((code) => code !== undefined) ?? [])];
}

it("finds a code that is written out, chosen or named", () => {
  const program = `
    const NO_ID = "missing-id";
    throw new RecordError(isId(name) ? NO_ID : "missing-field", message);
    onEvent(canAsk ? notice("read-part", text) : notice("read-whole", text));
    return { code: kind === "user" ? "nobody" : "nothing", message };
    return ["unknown-host", "It is not known"];`;
  const codes = ["missing-id", "missing-field", "read-part", "read-whole", "nobody", "nothing", "unknown-host"];
  expect(codesIn(program).toSorted()).toEqual(codes.toSorted());
});

it("docs/troubleshooting.md has every code that an operator can meet", async () => {
  const told = new Set([...PAGE.matchAll(/`([\w-]+)`/g)].map(([, code = ""]) => code));
  const definitions = await Promise.all([...sinks.values()].map(async (load) => await load()));
  // Those of sinks stand in tables that etl describe makes.
  const losses = new Set(definitions.flatMap((sink) => Object.keys(sink.losses ?? {})));
  const codes = new Map(
    SOURCES.flatMap((path) => codesIn(readFileSync(join(ROOT, path), "utf8")).map((code) => [code, path] as const)),
  );
  expect(codes.size).toBeGreaterThan(90);
  const untold = [...codes].filter(([code]) => !told.has(code) && !losses.has(code) && NO_CODES[code] === undefined);
  expect(untold).toEqual([]);
});

it("docs/troubleshooting.md tells every exit code", () => {
  const told = [...PAGE.matchAll(/^\| `(\d+)` \|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual([...new Set(Object.values(EXIT))].sort((a, b) => a - b));
});
