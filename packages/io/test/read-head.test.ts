import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { listInputs, readHead } from "../src/index.ts";

const { signal } = new AbortController();

it.each([
  ["plain", (text: string) => text],
  ["packed", (text: string) => gzipSync(text)],
])("reads the first bytes of a file that is %s, or all of a shorter one", async (_, write) => {
  const path = join(await mkdtemp(join(tmpdir(), "head-")), "file");
  await writeFile(path, write("0123456789".repeat(100_000)));
  const [input] = await listInputs(path);
  if (input === undefined) throw new Error("There is no input.");
  expect((await readHead(input, 12, signal)).toString()).toBe("012345678901");
  expect(await readHead(input, 2_000_000, signal)).toHaveLength(1_000_000);
});
