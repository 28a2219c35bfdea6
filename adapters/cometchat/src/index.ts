export { cometchatSink } from "./sink.ts";
export { cometchatSource } from "./source.ts";
