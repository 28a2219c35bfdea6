// Reads a generated document of many chats in a process of its own. Arguments: the reader, and the size in MiB.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { readJson, readJsonByTokens, readJsonLines, streamInput } from "../src/index.ts";

const [reader = "json", mib = "1"] = process.argv.slice(2);
const MESSAGE = { id: 1, text: "Good evening, is the bicycle still there? ".repeat(6), readBy: ["ann", "bob"] };
const messages = Array.from({ length: 1000 }, () => JSON.stringify(MESSAGE));
const lines = Buffer.from(`${messages.join("\n")}\n`);
const chat = Buffer.from(`{"id":7,"large":"${"x".repeat(100_000)}","messages":[${messages.join(",")}],"draft":null}`);
const packed = gzipSync(lines);

/** The same chunk again and again until the size is reached. */
async function* chunks(): AsyncGenerator<Uint8Array, void> {
  const isJson = reader === "json" || reader === "tokens";
  const bytes = isJson ? chat : lines;
  const chunk = reader === "gzip" ? packed : bytes;
  if (isJson) yield Buffer.from('{"about":"","chats":{"list":[');
  for (let at = 0; at * bytes.length < Number(mib) * 1_048_576; at += 1) {
    if (isJson && at > 0) yield Buffer.from(",");
    yield chunk;
  }
  if (isJson) yield Buffer.from("]}}");
}

const { signal } = new AbortController();
const input = streamInput({ path: "generated", chunks });
const select = "chats.list.*.messages";
const pages = {
  json: () => readJson(input, { select, signal }),
  tokens: () => readJsonByTokens(input, { select, signal }),
  lines: () => readJsonLines(input, { signal }),
  gzip: () => readJsonLines(input, { signal }),
}[reader];

let count = 0;
let peakBufferBytes = 0;
for await (const page of pages?.() ?? []) {
  count += page.values.filter((value) => "value" in value).length;
  peakBufferBytes = Math.max(peakBufferBytes, process.memoryUsage().arrayBuffers);
}
process.stdout.write(JSON.stringify({ count, peakBufferBytes, peakBytes: peakBytes() }));

/** The most that this process ever held. What the system counts of its children begins with what their parent held. */
function peakBytes(): number {
  const own = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(own)?.[1];
  return (kib === undefined ? process.resourceUsage().maxRSS : Number(kib)) * 1024;
}
