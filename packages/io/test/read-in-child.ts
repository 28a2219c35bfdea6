// Reads a file in a process of its own, so that its memory can be limited and measured. Arguments: path, depth.
import { readJsonElements } from "../src/index.ts";

const [path = "", depth = "1"] = process.argv.slice(2);
let count = 0;
let peakBufferBytes = 0;
for await (const page of readJsonElements(path, { depth: Number(depth), signal: new AbortController().signal })) {
  count += page.values.length;
  peakBufferBytes = Math.max(peakBufferBytes, process.memoryUsage().arrayBuffers);
}
process.stdout.write(JSON.stringify({ count, peakBufferBytes }));
