export { type MemoryApp, memoryApp } from "./app.ts";
export { memorySink } from "./sink.ts";
export { memorySource } from "./source.ts";
