import { buffer } from "node:stream/consumers";
import { jsonEntries } from "./json-in-zip.ts";
import { measured } from "./measure.ts";

/** The rival of staging a Slack export: unzips each file and parses it as a whole. Argument: the zip archive. */
const [file = ""] = process.argv.slice(2);

await measured(async () => {
  let count = 0;
  for await (const { zip, entry } of jsonEntries(file)) {
    const values = JSON.parse(String(await buffer(await zip.openReadStreamPromise(entry))));
    if (/\/\d{4}-\d\d-\d\d\.json$/.test(entry.fileName)) count += values.length;
  }
  return count;
});
