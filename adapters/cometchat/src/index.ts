export { cometchatSink } from "./sink.ts";
