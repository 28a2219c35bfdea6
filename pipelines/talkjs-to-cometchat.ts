import { cometchatSink } from "@chat-etl/cometchat";
import { definePipeline } from "@chat-etl/sdk";
import { talkjsSource } from "@chat-etl/talkjs";

export const talkjsToCometchat = definePipeline({
  name: "talkjs-to-cometchat",
  summary: "Moves a whole TalkJS app into a CometChat app.",
  source: talkjsSource,
  sink: cometchatSink,
});
