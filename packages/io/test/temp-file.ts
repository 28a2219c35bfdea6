import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that goes away with its test. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "etl-io-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A file `data.json` that goes away with its test. */
export async function tempFile(content: string | Uint8Array): Promise<string> {
  const path = join(await tempFolder(), "data.json");
  await writeFile(path, content);
  return path;
}
