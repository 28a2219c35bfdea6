export { talkjsExportSource } from "./export-source.ts";
export { talkjsSink } from "./sink.ts";
export { talkjsSource } from "./source.ts";
