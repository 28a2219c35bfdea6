import { createReadStream } from "node:fs";
import { pick } from "stream-json/filters/pick.js";
import { streamArray } from "stream-json/streamers/stream-array.js";
import { hasId } from "./has-id.ts";
import { measured } from "./measure.ts";

/** A rival of our reader: stream-json as its documentation shows it, with packed values. Argument: the file. */
const [file = ""] = process.argv.slice(2);

await measured(async () => {
  let count = 0;
  const picked = pick.withParserAsStream({ filter: "messages", packValues: true, streamValues: false });
  for await (const { value } of createReadStream(file).pipe(picked).pipe(streamArray.asStream())) {
    if (hasId(value)) count += 1;
  }
  return count;
});
