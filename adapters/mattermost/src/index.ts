export { mattermostSink } from "./sink.ts";
export { mattermostSource } from "./source.ts";
