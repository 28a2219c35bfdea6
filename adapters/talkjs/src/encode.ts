import type { Encode } from "@chat-etl/sdk";
import { encodeConversation } from "./encode/encode-conversation.ts";
import { encodeMembership } from "./encode/encode-membership.ts";
import { encodeMessage } from "./encode/encode-message.ts";
import { encodeUser } from "./encode/encode-user.ts";
import type { TalkjsSinkConfig } from "./sink-config.ts";
import type { TalkjsWires } from "./wire-import.ts";

/** Canonical → wire, kind by kind. */
export const encode = {
  user: encodeUser,
  conversation: encodeConversation,
  membership: encodeMembership,
  message: encodeMessage,
} as const satisfies Encode<TalkjsSinkConfig, TalkjsWires>;
