import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listInputs, saveBytes } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";
import { zipOf } from "./zip-file.ts";

const signal = new AbortController().signal;

describe("the bytes of an input are saved as they are, packed or not", () => {
  const files = {
    "a.gz": gzipSync("[1]"),
    "b.zip": zipOf([{ name: "x.json", data: "[]" }]),
    "c.txt": Buffer.from("c"),
  };

  async function saved(from: string) {
    const folder = await tempFolder();
    const found: Record<string, Buffer> = {};
    for (const input of await listInputs(from)) {
      const path = join(folder, input.name);
      await saveBytes(input.bytes(signal), { path, maxBytes: 1000 });
      found[input.name] = await readFile(path);
    }
    return found;
  }

  it("from a folder", async () => {
    const folder = await tempFolder();
    for (const [name, data] of Object.entries(files)) await writeFile(join(folder, name), data);
    expect(await saved(folder)).toEqual(files);
  });

  it("from a zip archive", async () => {
    const path = join(await tempFolder(), "all.zip");
    await writeFile(path, zipOf(Object.entries(files).map(([name, data]) => ({ name, data }))));
    expect(await saved(path)).toEqual(files);
  });
});

it("leaves the folder as it was when the bytes stop coming, are too many, too few or none", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "a"));
  const path = join(folder, "a", "b");
  async function* chunks(count: number, error?: Error) {
    for (let at = 0; at < count; at += 1) yield Buffer.from("12345");
    if (error) throw error;
  }
  const save = (from: AsyncIterable<Uint8Array>) => saveBytes(from, { path, maxBytes: 20, expectedBytes: 15 });
  await expect(save(chunks(1, new Error("cut")))).rejects.toThrow("cut");
  await expect(save(chunks(5))).rejects.toMatchObject({ code: "too-large" });
  await expect(save(chunks(2))).rejects.toMatchObject({ code: "wrong-size" });
  await expect(save(chunks(0))).rejects.toMatchObject({ code: "empty" });
  expect(await readdir(join(folder, "a"))).toEqual([]);
  expect(await save(chunks(3))).toBe(15);
  expect(await readdir(join(folder, "a"))).toEqual(["b"]);
});
