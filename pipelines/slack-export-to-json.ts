import { jsonSink } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { slackExportSource } from "@chat-etl/slack-export";

export const slackExportToJson = definePipeline({
  name: "slack-export-to-json",
  summary: "Keeps a Slack export as canonical JSON Lines.",
  source: slackExportSource,
  sink: jsonSink,
});
