import type { Pipeline } from "@chat-etl/sdk";
import { cometchatToCometchat } from "./cometchat-to-cometchat.ts";
import { cometchatToJson } from "./cometchat-to-json.ts";
import { jsonToCometchat } from "./json-to-cometchat.ts";
import { jsonToJson } from "./json-to-json.ts";
import { slackExportToCometchat } from "./slack-export-to-cometchat.ts";
import { slackExportToJson } from "./slack-export-to-json.ts";
import { talkjsExportToCometchat } from "./talkjs-export-to-cometchat.ts";
import { talkjsToCometchat } from "./talkjs-to-cometchat.ts";
import { talkjsToJson } from "./talkjs-to-json.ts";

/** All pipelines there are, as `etl list` shows them. */
export const pipelines: readonly Pipeline[] = [
  talkjsToCometchat,
  talkjsExportToCometchat,
  talkjsToJson,
  slackExportToCometchat,
  slackExportToJson,
  cometchatToJson,
  cometchatToCometchat,
  jsonToCometchat,
  jsonToJson,
];
