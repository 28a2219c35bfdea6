import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { fileKey, folderStore } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";

const KEY = fileKey("0123".repeat(16), "a b%c.txt");
const { signal } = new AbortController();

async function prepared(text = "hello") {
  const root = await tempFolder();
  const path = join(root, "spool");
  await writeFile(path, text);
  const folder = join(root, "out", "files");
  const store = folderStore({ folder, baseUrl: "https://files.example/a//" });
  const put = (given = {}) => store.put(KEY, { path, sizeBytes: text.length, fileName: "a b%c.txt", ...given }, signal);
  return { root, path, folder, store, put, stored: join(folder, KEY) };
}

it("has a copy that stays when the spool file goes, and nothing beside it", async () => {
  const { path, store, put, stored, folder } = await prepared();
  await store.check(signal);
  expect(await readdir(folder)).toEqual([]);
  await put();
  await rm(path);
  expect(await readFile(stored, "utf8")).toBe("hello");
  expect(await readdir(join(stored, ".."))).toEqual(["a b%c.txt"]);
  expect(await store.digest(KEY, signal)).toEqual({
    sizeBytes: 5,
    sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  });
  expect(store.urlOf(KEY)).toBe(`https://files.example/a/${KEY.replace("a b%c", "a%20b%25c")}`);
  expect(store.name).toBe(`folder "${folder}"`);
});

it("leaves what is there with the same size, and replaces what was cut off", async () => {
  const { path, put, stored } = await prepared();
  await put();
  // The next spool file is one of its own.
  await rm(path);
  await writeFile(path, "other");
  const { ino } = await stat(stored);
  await put();
  expect((await stat(stored)).ino).toBe(ino);
  await put({ replaces: true });
  expect(await readFile(stored, "utf8")).toBe("other");
  await rm(stored);
  await writeFile(stored, "hel");
  await put();
  expect(await readFile(stored, "utf8")).toBe("other");
});

it("knows nothing of what is not there", async () => {
  const { store } = await prepared();
  expect(await store.digest(KEY, signal)).toBeUndefined();
});

it("says which folder cannot be written or read", async () => {
  const { root, store, put, stored } = await prepared();
  await mkdir(stored, { recursive: true });
  await expect(store.digest(KEY, signal)).rejects.toThrow(ConfigError);
  await rm(join(root, "out"), { recursive: true });
  await writeFile(join(root, "out"), "a file");
  for (const act of [() => store.check(signal), put])
    await expect(act()).rejects.toThrow(/cannot be written \(ENOTDIR\)/);
});
