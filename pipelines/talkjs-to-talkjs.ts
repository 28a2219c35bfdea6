import { definePipeline } from "@chat-etl/sdk";
import { talkjsSink, talkjsSource } from "@chat-etl/talkjs";

export const talkjsToTalkjs = definePipeline({
  name: "talkjs-to-talkjs",
  summary: "Moves a whole TalkJS app into another one: the test app into the live one.",
  source: talkjsSource,
  sink: talkjsSink,
});
