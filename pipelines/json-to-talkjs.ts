import { genericJsonSource } from "@chat-etl/generic-json";
import { definePipeline } from "@chat-etl/sdk";
import { talkjsSink } from "@chat-etl/talkjs";

export const jsonToTalkjs = definePipeline({
  name: "json-to-talkjs",
  summary: "Moves any export of JSON, JSON Lines or CSV into a TalkJS app, read as a mapping says.",
  source: genericJsonSource,
  sink: talkjsSink,
});
