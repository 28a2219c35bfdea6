import { genericJsonSource, jsonSink } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";

export const jsonToJson = definePipeline({
  name: "json-to-json",
  summary: "Makes canonical JSON Lines of any export of JSON, JSON Lines or CSV, read as a mapping says.",
  source: genericJsonSource,
  sink: jsonSink,
});
