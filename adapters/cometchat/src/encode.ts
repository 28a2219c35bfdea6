import type { Encode } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "./config.ts";
import { encodeConversation } from "./encode/encode-conversation.ts";
import { encodeMembership } from "./encode/encode-membership.ts";
import { encodeMessage } from "./encode/encode-message.ts";
import { encodeUser } from "./encode/encode-user.ts";
import type { WireGroup, WireMember, WireMessage, WireUser } from "./wire.ts";

/** What each kind becomes in a data import request. */
export interface CometchatWires {
  readonly user: WireUser;
  readonly conversation: WireGroup;
  readonly membership: WireMember;
  readonly message: WireMessage;
}

/** Canonical → wire, kind by kind. */
export const encode = {
  user: encodeUser,
  conversation: encodeConversation,
  membership: encodeMembership,
  message: encodeMessage,
} as const satisfies Encode<CometchatSinkConfig, CometchatWires>;
