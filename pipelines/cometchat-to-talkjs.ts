import { cometchatSource } from "@chat-etl/cometchat";
import { definePipeline } from "@chat-etl/sdk";
import { talkjsSink } from "@chat-etl/talkjs";

export const cometchatToTalkjs = definePipeline({
  name: "cometchat-to-talkjs",
  summary: "Moves a whole CometChat app into a TalkJS app.",
  source: cometchatSource,
  sink: talkjsSink,
});
