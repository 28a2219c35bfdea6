import { readJson, streamInput } from "@chat-etl/io";
import { DOCUMENT, giantDocument } from "./giant-document.ts";
import { hasId } from "./has-id.ts";
import { measured } from "./measure.ts";

/** A document that is generated as our reader reads it, so that no disk limits its size. Argument: its size in MB. */
const [megabytes = "0"] = process.argv.slice(2);

await measured(async () => {
  let count = 0;
  const input = streamInput({ path: "generated", chunks: () => giantDocument(Number(megabytes), DOCUMENT) });
  for await (const { values } of readJson(input, { select: "messages", signal: new AbortController().signal })) {
    for (const element of values) if ("value" in element && hasId(element.value)) count += 1;
  }
  return count;
});
