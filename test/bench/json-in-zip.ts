import { type Entry, openPromise, type ZipFile } from "yauzl";

/** The JSON files of a zip archive, as `yauzl` lists them. */
export async function* jsonEntries(
  path: string,
): AsyncGenerator<{ readonly zip: ZipFile; readonly entry: Entry }, void> {
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) if (entry.fileName.endsWith(".json")) yield { zip, entry };
}

/** How many bytes of JSON a zip archive holds, unpacked. */
export async function jsonBytesOf(path: string): Promise<number> {
  let bytes = 0;
  for await (const { entry } of jsonEntries(path)) bytes += entry.uncompressedSize;
  return bytes;
}
