import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { IS_SOAK } from "./runs.ts";

const MIB = 1_048_576;

/** What a reading may take, whatever the size of the document: all of the process, and buffers alone. */
const [CEILING, BUFFERS] = [180 * MIB, 12 * MIB];

/** In MiB: more than the ceiling, so that what is kept of all would show. */
const LARGE = IS_SOAK ? 2_048 : 256;

/** Reads so many MiB that are generated as they are read, with a heap of 40 MiB. */
async function readGenerated(reader: string, mib: number) {
  const child = join(import.meta.dirname, "read-generated.ts");
  const flags = ["--conditions=source", "--max-old-space-size=32", "--max-semi-space-size=4"];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, child, reader, String(mib)]);
  return JSON.parse(stdout);
}

it.each([
  ["json", LARGE],
  ["tokens", 64],
  ["lines", LARGE],
  ["gzip", LARGE],
])("takes no more memory for a large document than for a small one: %s, 16 and %i MiB", async (reader, mib) => {
  const small = await readGenerated(reader, 16);
  const large = await readGenerated(reader, mib);
  expect(large.count).toBeGreaterThan(small.count * (mib / 20));
  for (const { peakBytes, peakBufferBytes } of [small, large]) {
    expect(peakBytes).toBeLessThan(CEILING);
    expect(peakBufferBytes).toBeLessThan(BUFFERS);
  }
});
