import { JsonObject } from "@chat-etl/model";
import * as z from "zod";
import { byId } from "./by-id.ts";
import { WireBlock } from "./wire-content.ts";

/** TalkJS answers `null` for what is absent, its older versions leave the key out. TalkJS sheet, section 2.1. */
const text = z.string().nullish();
const id = z.string().min(1);

/** Milliseconds since 1970. */
const instant = z.number();

/** Strings by documentation (TalkJS sheet, T17); whatever else is in there is kept as it is. */
const custom = JsonObject.nullish();

/** E-mail addresses or phone numbers: a list, or a single one as the SDKs accept it. */
const addresses = z.union([z.string(), z.array(z.string())]).nullish();

/** One item of `GET /users`. TalkJS sheet, section 5.2. */
export const WireUser = z.looseObject({
  id,
  name: text,
  email: addresses,
  phone: addresses,
  photoUrl: text,
  role: text,
  locale: text,
  custom,
  createdAt: instant.nullish(),
});
export type WireUser = z.output<typeof WireUser>;

/** One person inside a conversation's `participants`. TalkJS sheet, section 6. */
export const WireParticipant = z.looseObject({
  /** `ReadWrite`, `Read`, `None`. */
  access: text,
  /** `true`, `false`, `MentionsOnly`. */
  notify: z.union([z.boolean(), z.string()]).nullish(),
  joinedAt: instant.nullish(),
  readUntil: instant.nullish(),
});
export type WireParticipant = z.output<typeof WireParticipant>;

/** One item of `GET /conversations`. TalkJS sheet, section 6. */
export const WireConversation = z.looseObject({
  id,
  subject: text,
  photoUrl: text,
  welcomeMessages: z.array(z.string()).nullish(),
  custom,
  /** User id → settings; a map when read, although an array when written (TalkJS sheet, T11). */
  participants: byId(WireParticipant.nullable()).nullish(),
  /** `null` while nobody has written. */
  lastMessage: z.looseObject({ id: text }).nullish(),
  createdAt: instant.nullish(),
});
export type WireConversation = z.output<typeof WireConversation>;

/** The older way to give a file: no name, no type (TalkJS sheet, T23). `size` in bytes, `duration` in seconds. */
export const WireAttachment = z.looseObject({
  url: z.string(),
  size: z.number().nullish(),
  dimensions: z
    .looseObject({ width: z.number().nullish(), height: z.number().nullish(), duration: z.number().nullish() })
    .nullish(),
});
export type WireAttachment = z.output<typeof WireAttachment>;

/** One item of `GET /conversations/{id}/messages`. TalkJS sheet, section 8.2. */
export const WireMessage = z.looseObject({
  id,
  conversationId: id,
  /** `UserMessage` or `SystemMessage`. */
  type: text,
  senderId: text,
  /** In TalkJS's own markup; `""` or `null` beside a file (TalkJS sheet, T20). */
  text,
  attachment: WireAttachment.nullish(),
  /** Latitude first (TalkJS sheet, T22). */
  location: z.tuple([z.number(), z.number()]).nullish(),
  /** The newer way to give all of it. */
  content: z.array(WireBlock).nullish(),
  custom,
  /** User ids, the sender's left out; empty above 300 participants (TalkJS sheet, T38). */
  readBy: z.array(z.string()).nullish(),
  referencedMessageId: text,
  /** Emoji → a count, an object with one, or a list of users: the shape is not documented (TalkJS sheet, U15). */
  reactions: z.record(z.string(), z.unknown()).nullish(),
  createdAt: instant,
  editedAt: instant.nullish(),
});
export type WireMessage = z.output<typeof WireMessage>;
