import { cometchatSink } from "@chat-etl/cometchat";
import { definePipeline } from "@chat-etl/sdk";
import { slackExportSource } from "@chat-etl/slack-export";

export const slackExportToCometchat = definePipeline({
  name: "slack-export-to-cometchat",
  summary: "Moves a Slack export, the zip archive or its folder, into a CometChat app.",
  source: slackExportSource,
  sink: cometchatSink,
});
