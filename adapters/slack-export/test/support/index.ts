export { differencesOf } from "./compare.ts";
export { TOKEN } from "./files.ts";
export { ALL_QUIRKS, zipSlackExport } from "./slack-export.ts";
