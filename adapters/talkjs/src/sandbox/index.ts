import { defineSandbox } from "@chat-etl/sdk";
import { TalkjsSandboxOptions } from "./options.ts";
import { startTalkjs } from "./start.ts";

export { SANDBOX_APP_ID, SANDBOX_SECRET_KEY } from "./options.ts";
export type { TalkConversation, TalkMessage, TalkReactor, TalkUser } from "./shapes.ts";
export type { WorldConversation } from "./world/assemble.ts";
export { FORMER_MEMBER_IDS, GUEST_IDS, UNKNOWN_USER_ID } from "./world/peculiar-users.ts";
export type { Quirk } from "./world/scene.ts";
export { CASE_TWIN_MESSAGE_IDS, DELETED_MESSAGE_ID } from "./world/scenes-talk.ts";
export { QUIRKS, type SampleWorld, sampleWorld, type WorldOptions } from "./world/world.ts";
export { type ExportOptions, type WrittenExport, writeExport } from "./world/write-export.ts";

/**
 * TalkJS on loopback: the REST API as far as reading an app and importing into one go. The target of a rehearsal starts
 * empty, everything else with a sample world.
 */
export const talkjsSandbox = defineSandbox({ options: TalkjsSandboxOptions, start: startTalkjs });
