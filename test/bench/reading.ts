import { statSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/etl.ts";
import { DOCUMENT, LINES, writeGiant } from "./giant-document.ts";
import { type Measured, measure, measureWith, median } from "./measure.ts";
import { ROUNDS, type Row, rowOf, writeSection } from "./results.ts";

/** The size of the document on disk, and of the one that is generated as it is read, in MB. */
const MEGABYTES = 500;
const GENERATED_MEGABYTES = 5000;

/** Left alone, a heap grows for convenience, not for need; in a narrow one the peaks tell what reading needs. */
const NARROW_HEAP = ["--max-old-space-size=64", "--max-semi-space-size=4"];

/** Who reads: what it is called, its script, and its goal, which is how many times as fast ours shall be. */
const RIVALS: readonly (readonly [string, string, "document" | "lines"])[] = [
  ["stream-json, its parser called by hand", "read-by-stream-json", "document"],
  ["stream-json, as its documentation uses it, values packed (goal: 4)", "read-by-stream-json-pipeline", "document"],
  ["`@streamparser/json`", "read-by-streamparser", "document"],
  ["bare `JSON.parse` loop, a line each (goal: 0.65)", "parse", "lines"],
];

/** The messages of a giant document, against other readers of the same bytes and a bare loop over the same messages. */
export async function reading(): Promise<void> {
  const folder = newFolder();
  const files = { document: join(folder, "giant.json"), lines: join(folder, "giant.jsonl") };
  await writeGiant(files.document, MEGABYTES, DOCUMENT);
  await writeGiant(files.lines, MEGABYTES, LINES);
  const ours: Measured[] = [];
  const generated: Measured[] = [];
  const passing: Measured[] = [];
  const rivals = RIVALS.map((): Measured[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await measure("read", files.document));
    for (const [at, [, script, file]] of RIVALS.entries()) rivals[at]?.push(await measure(script, files[file]));
    passing.push(await measure("pass-over", files.document));
    generated.push(await measureWith(NARROW_HEAP, "read-generated", String(MEGABYTES)));
  }
  const megabytes = statSync(files.document).size / 1e6;
  const rows: Row[] = [rowOf(`elements of a document of ${MEGABYTES} MB`, median(ours), { megabytes })];
  for (const [at, [what]] of RIVALS.entries()) {
    rows.push(rowOf(what, median(rivals[at] ?? []), { megabytes, ours: median(ours) }));
  }
  rows.push(rowOf("the same document where nothing is selected", median(passing), { megabytes }));
  rows.push(
    rowOf(`${MEGABYTES} MB, generated as they are read, in a heap of 72 MiB`, median(generated), {
      megabytes: MEGABYTES,
    }),
  );
  const large = await measureWith(NARROW_HEAP, "read-generated", String(GENERATED_MEGABYTES));
  rows.push(
    rowOf(`${GENERATED_MEGABYTES} MB, generated as they are read, in a heap of 72 MiB, once`, large, {
      megabytes: GENERATED_MEGABYTES,
    }),
  );
  writeSection("reading", rows);
}
