import { globSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeZip } from "@chat-etl/io";
import { expect, it } from "vitest";
import { FIXTURES, readAll } from "./read-all.ts";

/** All files below a folder, packed. */
async function zipped(folder: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "etl-zip-")), "export.zip");
  const names = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  const files = names.sort().map((name) => ({ name, path: join(folder, name) }));
  await writeZip(path, files, new AbortController().signal);
  return path;
}

it.each([
  ["discord", "discord"],
  ["google-chat", "google-chat"],
  ["mattermost", "mattermost"],
  ["stream", "stream"],
  ["telegram", "telegram"],
  ["telegram-account", "telegram"],
])("reads a zip archive of %s as it reads the folder", async (fixture, mapping) => {
  const path = join(FIXTURES, fixture);
  const fromFolder = await readAll({ path, mapping, name: "one" });
  expect(fromFolder.length).toBeGreaterThan(5);
  expect(await readAll({ path: await zipped(path), mapping, name: "one" })).toEqual(fromFolder);
});
