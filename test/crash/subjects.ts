import type { Subject } from "./subject.ts";
import { cometchat } from "./subjects/cometchat.ts";
import { json } from "./subjects/json.ts";
import { mattermost } from "./subjects/mattermost.ts";
import { talkjs } from "./subjects/talkjs.ts";

/** Every sink that shall survive anything. A new one is one row more. */
export const SUBJECTS: readonly Subject[] = [cometchat, json, mattermost, talkjs];
