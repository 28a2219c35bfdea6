import { cometchatSource } from "@chat-etl/cometchat";
import { jsonSink } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";

export const cometchatToJson = definePipeline({
  name: "cometchat-to-json",
  summary: "Keeps a whole CometChat app as canonical JSON Lines.",
  source: cometchatSource,
  sink: jsonSink,
});
