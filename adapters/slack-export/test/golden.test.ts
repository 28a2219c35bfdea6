import { join } from "node:path";
import { expect, it } from "vitest";
import { type Line, readAll } from "./read-all.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

/** Without what is empty, and without what was brought along before: a golden file is there to be read. */
function goldenOf(lines: readonly Line[]): string {
  const told = new Set<string>();
  const parts = lines.flatMap(({ origin, records, derived, dropped, rejected }) => [
    ...records.map((record) => ({ origin, record: withoutEmpty(record) })),
    ...derived.map((record) => ({ derived: withoutEmpty(record) })),
    ...(dropped === undefined ? [] : [{ origin, dropped }]),
    ...(rejected === undefined ? [] : [{ origin, rejected }]),
  ]);
  const text = parts.map((part) => JSON.stringify(part)).filter((line) => !told.has(line) && told.add(line));
  return `${text.join("\n")}\n`;
}

function withoutEmpty(record: object): object {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.filter(([, value]) => !(value instanceof Object) || Object.keys(value).length > 0));
}

it("gives of the sample export what the golden file says", async () => {
  const lines = await readAll({ path: join(FIXTURES, "sample-export") });
  await expect(goldenOf(lines)).toMatchFileSnapshot(join(FIXTURES, "sample-export.golden.jsonl"));
});
