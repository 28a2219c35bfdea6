import { jsonSink } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { talkjsSource } from "@chat-etl/talkjs";

export const talkjsToJson = definePipeline({
  name: "talkjs-to-json",
  summary: "Keeps a whole TalkJS app as canonical JSON Lines.",
  source: talkjsSource,
  sink: jsonSink,
});
