import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PartFile } from "../src/files/part-file.ts";
import { tempFolder } from "./temp-file.ts";

const VERSION = { validator: '"1"', totalBytes: 10 };

/** A part of five bytes of file "a", as an earlier process left it. */
async function left() {
  const path = join(await tempFolder(), "spool");
  const part = await PartFile.open(path, "a");
  await part.startAgain(VERSION);
  await part.write(Buffer.from("12345"));
  await part.leave();
  return path;
}

it("goes on behind what is safe, and cuts off what came behind it", async () => {
  const path = await left();
  await writeFile(`${path}.part`, "12345and what was never noted");
  const part = await PartFile.open(path, "a");
  expect([part.sizeBytes, part.version]).toEqual([5, VERSION]);
  await part.write(Buffer.from("67890"));
  // Of "1234567890".
  expect(await part.finish()).toBe("c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646");
  expect(await readFile(path, "utf8")).toBe("1234567890");
});

it.each([
  ["is shorter than noted", (path: string) => writeFile(`${path}.part`, "123")],
  ["has a note that is damaged", (path: string) => writeFile(`${path}.part.json`, '{"of":"a"')],
  ["has a note of another shape", (path: string) => writeFile(`${path}.part.json`, '{"of":"a","savedBytes":"5"}')],
])("begins anew if it %s", async (_, harm) => {
  const path = await left();
  await harm(path);
  const part = await PartFile.open(path, "a");
  expect([part.sizeBytes, part.version, await readFile(`${path}.part`, "utf8")]).toEqual([0, undefined, ""]);
  await part.discard();
});

it("is not gone on with once another file has overwritten it, killed or not", async () => {
  const path = await left();
  const other = await PartFile.open(path, "b");
  await other.write(Buffer.from("other bytes"));
  await other.flush();
  const part = await PartFile.open(path, "a");
  expect(part.sizeBytes).toBe(0);
  for (const open of [part, other]) await open.discard();
});
