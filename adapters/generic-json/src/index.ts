export { jsonSink } from "./sink.ts";
export { genericJsonSource } from "./source.ts";
