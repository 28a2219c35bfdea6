import type { Pipeline } from "@chat-etl/sdk";
import { talkjsExportToCometchat } from "./talkjs-export-to-cometchat.ts";
import { talkjsToCometchat } from "./talkjs-to-cometchat.ts";

/** All pipelines there are, as `etl list` shows them. */
export const pipelines: readonly Pipeline[] = [talkjsToCometchat, talkjsExportToCometchat];
