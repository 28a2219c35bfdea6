import { cometchatSink } from "@chat-etl/cometchat";
import { definePipeline } from "@chat-etl/sdk";
import { talkjsExportSource } from "@chat-etl/talkjs";

export const talkjsExportToCometchat = definePipeline({
  name: "talkjs-export-to-cometchat",
  summary: "Moves the files of TalkJS's export script into a CometChat app.",
  source: talkjsExportSource,
  sink: cometchatSink,
});
