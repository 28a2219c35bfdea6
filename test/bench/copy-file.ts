// Fetches files into a spool and puts them into a folder, so many at once. Arguments: folder, addresses' beginning, how many, at once.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { fetchFile, fileKey, folderStore } from "@chat-etl/io";
import { eachOf } from "./each-of.ts";
import { measured } from "./measure.ts";

const [folder = "", url = "", count = "", atOnce = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const store = folderStore({ folder: join(folder, "out"), baseUrl: "http://files.example" });

await measured(async () => {
  await eachOf(Number(count), Number(atOnce), async (index) => {
    const path = join(folder, `spool-${index}`);
    const options = { path, maxBytes: 1e12, timeoutMs: 600_000, allowPrivate: true, signal };
    const { sizeBytes } = await fetchFile({ url: `${url}/${index}` }, options);
    // The bytes are equal: each is kept in a folder of its own, as if they were not.
    const key = fileKey(String(index).padStart(4, "0").padEnd(64, "0"), `${index}.bin`);
    await store.put(key, { path, sizeBytes, fileName: `${index}.bin` }, signal);
    rmSync(path);
  });
  return Number(count);
});
