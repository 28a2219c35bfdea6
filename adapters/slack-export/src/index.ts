export { slackExportSource } from "./source.ts";
