import { cometchatSink } from "@chat-etl/cometchat";
import { genericJsonSource } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";

export const jsonToCometchat = definePipeline({
  name: "json-to-cometchat",
  summary: "Moves any export of JSON, JSON Lines or CSV into a CometChat app, read as a mapping says.",
  source: genericJsonSource,
  sink: cometchatSink,
});
