import { readJson } from "@chat-etl/io";
import { hasId } from "./has-id.ts";
import { measured } from "./measure.ts";

/** The messages of a giant document, by our reader. Argument: the file. */
const [file = ""] = process.argv.slice(2);

await measured(async () => {
  let count = 0;
  for await (const { values } of readJson(file, { select: "messages", signal: new AbortController().signal })) {
    for (const element of values) if ("value" in element && hasId(element.value)) count += 1;
  }
  return count;
});
