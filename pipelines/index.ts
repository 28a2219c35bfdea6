import type { Pipeline } from "@chat-etl/sdk";
import { cometchatToCometchat } from "./cometchat-to-cometchat.ts";
import { cometchatToJson } from "./cometchat-to-json.ts";
import { cometchatToTalkjs } from "./cometchat-to-talkjs.ts";
import { jsonToCometchat } from "./json-to-cometchat.ts";
import { jsonToJson } from "./json-to-json.ts";
import { jsonToTalkjs } from "./json-to-talkjs.ts";
import { slackExportToCometchat } from "./slack-export-to-cometchat.ts";
import { slackExportToJson } from "./slack-export-to-json.ts";
import { slackExportToTalkjs } from "./slack-export-to-talkjs.ts";
import { talkjsExportToCometchat } from "./talkjs-export-to-cometchat.ts";
import { talkjsToCometchat } from "./talkjs-to-cometchat.ts";
import { talkjsToJson } from "./talkjs-to-json.ts";
import { talkjsToTalkjs } from "./talkjs-to-talkjs.ts";

/** All pipelines there are, as `etl list` shows them. */
export const pipelines: readonly Pipeline[] = [
  talkjsToCometchat,
  talkjsExportToCometchat,
  talkjsToTalkjs,
  talkjsToJson,
  slackExportToCometchat,
  slackExportToTalkjs,
  slackExportToJson,
  cometchatToJson,
  cometchatToCometchat,
  cometchatToTalkjs,
  jsonToCometchat,
  jsonToTalkjs,
  jsonToJson,
];
