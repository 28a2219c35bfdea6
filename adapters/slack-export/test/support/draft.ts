import type { Raw } from "./json.ts";
import type { Quirk, Settings } from "./options.ts";
import { type Random, randomOf } from "./random.ts";
import { DAY, type Micros, microsOf, tsOf } from "./timestamps.ts";
import type { Placed, WorldConversationKind, WorldStray } from "./world.ts";

/** An export in the making. Quirks add to it and change it; a layout turns it into files. */
export interface Draft {
  readonly settings: Settings;
  readonly random: Random;
  /** The entries of `users.json`. */
  readonly users: MutableRaw[];
  readonly conversations: DraftConversation[];
  readonly integrationLogs: Raw[];
  readonly canvases: Raw[];
  fileConversations: unknown[];
  /** §2.1: an export without any holds one empty string. */
  huddleTranscripts: unknown[];
  lists: unknown[];
  /** Files beside the indexes and day files, by path below the root. */
  readonly otherFiles: Map<string, string>;
  /** What is done to the text of a folder's day files, by folder. */
  readonly rewrites: Map<string, (text: string) => string>;
  /** Folders whose day files are written newest first. */
  readonly unsorted: Set<string>;
  readonly placed: Placed[];
  readonly strays: WorldStray[];
  /** Midnight UTC of the first day. */
  readonly start: Micros;
  nextFile: number;
}

export type MutableRaw = Record<string, unknown>;

export interface DraftConversation {
  readonly id: string;
  readonly kind: WorldConversationKind;
  /** Its entry in the index; undefined: a folder that no index names. */
  readonly entry: MutableRaw | undefined;
  folder: string;
  team: string | undefined;
  readonly messages: DraftMessage[];
  /** Items of day files that are no messages: by the day of the instant they are filed under. */
  readonly strays: {
    readonly at: Micros;
    readonly item: unknown;
    readonly what: WorldStray["what"];
    readonly detail: string;
  }[];
  readonly taken: Set<Micros>;
}

export interface DraftMessage {
  readonly at: Micros;
  readonly raw: MutableRaw;
  /** What the raw value does not say plainly. */
  readonly expected: Expected;
}

export interface Expected {
  /** Default: `user`. */
  readonly authorId?: string | undefined;
  /** Default: false. */
  readonly isSystem?: boolean;
}

/** 5 January 2026, a Monday. */
const START = Date.UTC(2026, 0, 5) * 1000;

export function newDraft(settings: Settings): Draft {
  return {
    settings,
    random: randomOf(settings.seed),
    users: [],
    conversations: [],
    integrationLogs: [],
    canvases: [],
    fileConversations: [],
    huddleTranscripts: [],
    lists: [],
    otherFiles: new Map(),
    rewrites: new Map(),
    unsorted: new Set(),
    placed: [],
    strays: [],
    start: START,
    nextFile: 0,
  };
}

/** Adds a message. `at` is moved on by microseconds until nobody has it (§5: unique per conversation). */
export function post(conversation: DraftConversation, at: Micros, fields: Raw, expected: Expected = {}): DraftMessage {
  const free = freeInstant(conversation, at);
  const message = { at: free, raw: { type: "message", ...fields, ts: tsOf(free) }, expected };
  conversation.messages.push(message);
  return message;
}

export function freeInstant(conversation: DraftConversation, at: Micros): Micros {
  let free = at;
  while (conversation.taken.has(free)) free += 1;
  conversation.taken.add(free);
  return free;
}

/** Adds a reply, and tells the root of it as Slack does (§5, §7). */
export function reply(conversation: DraftConversation, root: DraftMessage, at: Micros, fields: Raw): DraftMessage {
  const { user: rootUser } = root.raw;
  const parent = typeof rootUser === "string" ? { parent_user_id: rootUser } : {};
  const message = post(conversation, at, { ...fields, thread_ts: root.raw.ts, ...parent });
  noteReply(root, message);
  return message;
}

function noteReply({ raw }: DraftMessage, message: DraftMessage): void {
  const replies = [...((raw.replies as Raw[] | undefined) ?? []), { user: message.raw.user, ts: message.raw.ts }];
  const users = [...new Set(replies.map(({ user }) => user))];
  raw.thread_ts = raw.ts;
  raw.reply_count = replies.length;
  raw.reply_users_count = users.length;
  raw.latest_reply = replies
    .map(({ ts }) => String(ts))
    .reduce((one, other) => (microsOf(one) > microsOf(other) ? one : other));
  raw.reply_users = users;
  raw.replies = replies;
  raw.is_locked = false;
  raw.subscribed = false;
}

/** An item of a day file that is no message. */
export function stray(
  conversation: DraftConversation,
  at: Micros,
  item: unknown,
  { what, detail }: Pick<WorldStray, "what" | "detail">,
): void {
  conversation.strays.push({ at, item, what, detail });
}

/** Some instant inside the export's days. */
export function someInstant({ random, settings, start }: Draft): Micros {
  return start + random.below(settings.days * DAY);
}

export function place(draft: Draft, quirk: Quirk, where: Omit<Placed, "quirk">): void {
  draft.placed.push({ quirk, ...where });
}

/** @throws Error if the export has none of the kind. */
export function conversationOf(draft: Draft, kind: WorldConversationKind): DraftConversation {
  const found = draft.conversations.find((one) => one.kind === kind && one.entry?.is_archived !== true);
  if (found === undefined) throw new Error(`The export has no conversation of kind "${kind}".`);
  return found;
}

/** The listed people who are neither bots nor deleted, in index order. */
export function humans({ users }: Draft): readonly string[] {
  return users
    .filter((user) => user.is_bot === false && user.deleted === false && user.id !== "USLACKBOT")
    .map(({ id }) => String(id));
}

/** Letters and digits that make an id of Slack's length from a small number. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}0${number.toString(36).toUpperCase().padStart(9, "0")}`;
}
