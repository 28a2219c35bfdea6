import { createReadStream } from "node:fs";
import Assembler from "stream-json/core/assembler.js";
import { jsonParser, type Token } from "stream-json/core/parser.js";
import { hasId } from "./has-id.ts";
import { measured } from "./measure.ts";

/**
 * A rival of our reader: stream-json at its fastest, which is its parser called by hand, with packed values and without
 * streams between its parts, and its assembler for the messages alone. Argument: the file.
 */
const [file = ""] = process.argv.slice(2);

const parse = jsonParser({ packValues: true, streamValues: false });
let count = 0;
let depth = 0;
let key = "";
let assembler: Assembler<object> | undefined;

await measured(async () => {
  for await (const text of createReadStream(file, { encoding: "utf8" })) {
    const tokens = parse(text);
    if (typeof tokens === "object" && "values" in tokens) for (const token of tokens.values) take(token);
  }
  return count;
});

function take(token: Token): void {
  if (token.name === "keyValue" && depth === 1) key = token.value;
  if (token.name === "startObject" || token.name === "startArray") depth += 1;
  if (depth === 3 && token.name === "startObject" && key === "messages") assembler ??= new Assembler();
  assembler?.consume(token);
  if (token.name === "endObject" || token.name === "endArray") depth -= 1;
  if (depth > 2 || assembler === undefined) return;
  if (hasId(assembler.current)) count += 1;
  assembler = undefined;
}
