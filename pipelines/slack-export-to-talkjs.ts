import { definePipeline } from "@chat-etl/sdk";
import { slackExportSource } from "@chat-etl/slack-export";
import { talkjsSink } from "@chat-etl/talkjs";

export const slackExportToTalkjs = definePipeline({
  name: "slack-export-to-talkjs",
  summary: "Moves a Slack export, the zip archive or its folder, into a TalkJS app.",
  source: slackExportSource,
  sink: talkjsSink,
});
