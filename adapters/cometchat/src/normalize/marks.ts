import { Conversation, EpochMs, Id, JsonObject, Message, User } from "@chat-etl/model";
import * as z from "zod";
import { fitId } from "../ids.ts";
import { extraOf, NONE, objectOf } from "./fields.ts";

/** A field of ours that has another shape was not written by us: it stays with what is unknown. */
function mark<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

/** Of every record. */
const COMMON = { sourceId: mark(Id), custom: mark(JsonObject), extra: mark(JsonObject) };

const text = mark(z.string().min(1));
const texts = z.array(z.string()).default([]);

/** What etl's CometChat sink keeps in a user's metadata. */
const UserMarks = z.object({
  ...COMMON,
  nameIsInvented: mark(z.literal(true)),
  createdAtIsInvented: mark(z.literal(true)),
  createdAt: mark(EpochMs),
  role: text,
  state: mark(User.shape.state.unwrap()),
  deactivatedAt: mark(EpochMs),
  type: mark(User.shape.type.unwrap()),
  "@private": mark(z.strictObject({ emails: texts, phones: texts })),
  locale: text,
  timeZone: text,
  username: text,
  fullName: text,
  title: text,
  statusText: text,
  updatedAt: mark(EpochMs),
});

/** What it keeps in a group's. */
const GroupMarks = z.object({
  ...COMMON,
  nameIsInvented: mark(z.literal(true)),
  type: mark(Conversation.shape.type),
  visibility: mark(Conversation.shape.visibility.unwrap()),
  isArchived: mark(z.boolean()),
  archivedAt: mark(EpochMs),
  createdAt: mark(EpochMs),
  creatorId: mark(Id),
  ownerId: mark(Id),
  parentId: mark(Id),
  category: text,
  topic: text,
  description: text,
  welcomeMessages: mark(z.array(z.string())),
});

export type GroupMarks = z.output<typeof GroupMarks>;

/** What it keeps in a message's. */
const MessageMarks = z.object({
  ...COMMON,
  sourceConversationId: mark(Id),
  sentAtMs: mark(EpochMs),
  /** CometChat was told another time. */
  sentAtIsMoved: mark(z.literal(true)),
  rank: mark(z.number()),
  type: mark(Message.shape.type.unwrap()),
  /** Category `custom` with the type and data that the message had before. */
  isOwnType: mark(z.literal(true)),
  event: text,
  replyToId: mark(Id),
  threadRootId: mark(Id),
  editedAt: mark(EpochMs),
  pinned: mark(z.literal(true)),
  pinnedBy: mark(Id),
  pinnedAt: mark(EpochMs),
  reactions: mark(z.record(z.string().min(1), z.int().positive())),
  attachments: mark(z.array(z.looseObject({ index: z.int().nonnegative() }))),
  /** Of the second and further ones of a message that was too large for one. */
  part: mark(z.int().min(2)),
});
export type MessageMarks = z.output<typeof MessageMarks>;

/** Metadata, taken apart. */
export interface Unwrapped<Marks> {
  /** What etl kept there; empty when it was not etl. */
  readonly marks: Partial<Marks>;
  /** What the owner of the first source attached, or all of it. */
  readonly metadata: JsonObject;
  /** What stood beside it. */
  readonly extra: JsonObject;
}

type AnyMarks = typeof UserMarks | typeof GroupMarks | typeof MessageMarks;

/** Metadata of a user. It is etl's if the id it names becomes this uid. */
export function userMarks(metadata: unknown, uid: string, restore: boolean): Unwrapped<z.output<typeof UserMarks>> {
  return unwrap(metadata, UserMarks, ({ sourceId }) => restore && sourceId !== undefined && fitId(sourceId) === uid);
}

/** Metadata of a group. It is etl's if the id it names becomes this guid. */
export function groupMarks(metadata: unknown, guid: string, restore: boolean): Unwrapped<z.output<typeof GroupMarks>> {
  return unwrap(metadata, GroupMarks, ({ sourceId }) => restore && sourceId !== undefined && fitId(sourceId) === guid);
}

/** Metadata of a message. It is etl's if it names an id, and the very second it was sent (or says that it was moved), or that it is a part. */
export function messageMarks(metadata: unknown, sentAt: number, restore: boolean): Unwrapped<MessageMarks> {
  return unwrap(metadata, MessageMarks, ({ sourceId, sentAtMs, sentAtIsMoved, part }) => {
    const isDated = sentAtMs !== undefined && (sentAtIsMoved || Math.floor(sentAtMs / 1000) === sentAt);
    return restore && sourceId !== undefined && (isDated || (sentAtMs === undefined && part !== undefined));
  });
}

function unwrap<Schema extends AnyMarks>(
  value: unknown,
  schema: Schema,
  isOurs: (marks: z.output<Schema>) => boolean,
): Unwrapped<z.output<Schema>> {
  const metadata = objectOf(value) as JsonObject;
  const marks = schema.parse(metadata) as z.output<Schema>;
  if (!isOurs(marks)) return { marks: {}, metadata, extra: extraOf({ metadata: oddOne(value) }, NONE) };
  const taken = new Map(Object.entries(marks));
  const rest = Object.entries(metadata).filter(([key]) => taken.get(key) === undefined);
  return { marks, metadata: marks.custom ?? {}, extra: { ...Object.fromEntries(rest), ...marks.extra } };
}

/** Metadata that is no object has no place of its own. */
function oddOne(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : value;
}
