// Streams files to the disk and no more. Arguments: folder, addresses' beginning, how many, at once.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { stream } from "undici";
import { eachOf } from "./each-of.ts";
import { measured } from "./measure.ts";

const [folder = "", url = "", count = "", atOnce = ""] = process.argv.slice(2);

await measured(async () => {
  await eachOf(Number(count), Number(atOnce), async (index) => {
    await stream(`${url}/${index}`, { method: "GET" }, () => createWriteStream(join(folder, `${index}.bin`)));
  });
  return Number(count);
});
