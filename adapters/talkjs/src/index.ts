export { talkjsExportSource } from "./export-source.ts";
export { talkjsSource } from "./source.ts";
