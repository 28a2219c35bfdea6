import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { tempFolder } from "./temp-file.ts";

const MIB = 1_048_576;
const MESSAGE = { id: "msg_", text: "Good evening, is the bicycle still there? ".repeat(6), readBy: ["ann", "bob"] };

/** Inner arrays of about 1 MiB each, and how many elements that makes. */
async function bigFile(path: string, mib: number): Promise<number> {
  const inner = JSON.stringify(Array.from({ length: Math.floor(MIB / JSON.stringify(MESSAGE).length) }, () => MESSAGE));
  function* text(): Generator<string> {
    for (let at = 0; at < mib; at += 1) yield `${at === 0 ? "[" : ","}${inner}`;
    yield "]";
  }
  await pipeline(Readable.from(text()), createWriteStream(path));
  return JSON.parse(inner).length * mib;
}

it("reads 64 MiB with a heap of 32 MiB and buffers of no more than 16", async () => {
  const path = join(await tempFolder(), "data.json");
  const count = await bigFile(path, 64);
  const child = join(import.meta.dirname, "read-in-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=source",
    "--max-old-space-size=32",
    child,
    path,
    "2",
  ]);
  const read = JSON.parse(stdout);
  expect(read.count).toBe(count);
  expect(read.peakBufferBytes).toBeLessThan(16 * MIB);
});
