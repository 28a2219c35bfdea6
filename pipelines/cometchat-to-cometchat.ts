import { cometchatSink, cometchatSource } from "@chat-etl/cometchat";
import { definePipeline } from "@chat-etl/sdk";

export const cometchatToCometchat = definePipeline({
  name: "cometchat-to-cometchat",
  summary: "Moves a whole CometChat app into another one, of any region.",
  source: cometchatSource,
  sink: cometchatSink,
});
