import * as z from "zod";
import type { ListPlace } from "./normalize/conversation.ts";
import type { Known, KnownConversation, MessagePlace } from "./normalize/known.ts";
import { WireConversation, WireMessage, WireUser } from "./wire.ts";

/** What the reading adds: it is made by us and shared by many values, so nothing of it is looked at again. */
const ours = <Value>() => z.custom<Value>((value) => value instanceof Object);

/** A folder that no index names. */
export interface UnlistedPlace {
  readonly unlisted: KnownConversation;
  readonly known: Known;
}

/** A user, and whether this entry says most of him. */
export const UserValue = z.object({
  user: WireUser,
  place: ours<{ readonly known: Known; readonly isFullest: boolean }>(),
});
export type UserValue = z.output<typeof UserValue>;

/** A conversation of an index, and whether it is its first entry; or a folder that no index names. */
export const ConversationValue = z.object({
  conversation: WireConversation,
  place: ours<(ListPlace & { readonly isFirst: boolean }) | UnlistedPlace>(),
});
export type ConversationValue = z.output<typeof ConversationValue>;

/** A message, and where it stands. */
export const MessageValue = z.object({ message: WireMessage, place: ours<MessagePlace>() });
export type MessageValue = z.output<typeof MessageValue>;

/** Something that becomes no record, and why. */
export const ExtraValue = z.object({ leftOut: z.object({ code: z.string(), message: z.string() }) });
export type ExtraValue = z.output<typeof ExtraValue>;
