import { createReadStream } from "node:fs";
import { JSONParser } from "@streamparser/json";
import { hasId } from "./has-id.ts";
import { measured } from "./measure.ts";

/** A rival of our reader: `@streamparser/json`, which is given bytes and keeps no parents. Argument: the file. */
const [file = ""] = process.argv.slice(2);

await measured(async () => {
  let count = 0;
  const parser = new JSONParser({ paths: ["$.messages.*"], keepStack: false });
  parser.onValue = ({ value }) => {
    if (hasId(value)) count += 1;
  };
  for await (const chunk of createReadStream(file)) parser.write(chunk);
  return count;
});
