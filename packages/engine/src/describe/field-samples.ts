import {
  type Attachment,
  type ChatRecord,
  Conversation,
  type Entity,
  type Kind,
  Membership,
  Message,
  User,
} from "@chat-etl/model";

/** Two records that differ in every field a sink may look at: one has little more than it must, one has everything. */
export interface FieldSample {
  readonly kind: Kind;
  /** What sort of record of its kind it is, where sinks treat sorts differently: `of two`. */
  readonly sort: string;
  readonly bare: ChatRecord;
  readonly full: ChatRecord;
}

const DAY = Date.UTC(2024, 0, 1);
const TEXT = "Hello there, Bob.";

/** Fields that say which record it is, or speak to the engine alone. */
const NOT_ASKED = {
  ids: ["kind", "id", "conversationId", "userId"],
  engine: ["rank", "lastMessageId", "isPlaceholder", "evidence", "joinedAtIsEstimated"],
};

/** Whether a sink can be asked for what it makes of a field. */
export function isAskable(field: string): boolean {
  return !Object.values(NOT_ASKED).some((fields) => fields.includes(field));
}

/** Who is known while samples are encoded. */
export function sampleUsers(): ReadonlyMap<string, User> {
  const users = ["ann", "bob", "cyd"].map((id) =>
    User.parse({ kind: "user", id, displayName: `Name of ${id}`, createdAt: DAY }),
  );
  return new Map(users.map((user) => [user.id, user]));
}

const USER: Required<User> = {
  kind: "user",
  id: "ann",
  type: "bot",
  displayName: "Ann",
  username: "ann.b",
  fullName: "Ann Berg",
  emails: ["ann@example.org"],
  phones: ["+4930123456"],
  avatarUrl: "https://example.org/ann.png",
  profileUrl: "https://example.org/ann",
  title: "Captain",
  statusText: "At sea",
  role: "crew",
  state: "deactivated",
  deactivatedAt: DAY + 5,
  createdAt: DAY + 1,
  updatedAt: DAY + 2,
  lastActiveAt: DAY + 3,
  friendIds: ["bob"],
  blockedIds: ["cyd"],
  locale: "en-GB",
  timeZone: "Europe/Berlin",
  tags: ["vip"],
  metadata: { plan: "gold" },
  extra: { shoe: 42 },
};

const CONVERSATION: Required<Conversation> = {
  kind: "conversation",
  id: "harbour",
  type: "channel",
  visibility: "public",
  title: "Harbour",
  topic: "Ships",
  description: "All about ships",
  imageUrl: "https://example.org/harbour.png",
  createdAt: DAY + 1,
  creatorId: "ann",
  ownerId: "ann",
  archivedAt: DAY + 9,
  isArchived: true,
  parentId: "coast",
  category: "Places",
  welcomeMessages: ["Welcome."],
  lastMessageId: "last",
  isPlaceholder: true,
  tags: ["sea"],
  metadata: { depth: "deep" },
  extra: { colour: "blue" },
};

const MEMBERSHIP: Required<Membership> = {
  kind: "membership",
  conversationId: "harbour",
  userId: "ann",
  role: "moderator",
  state: "former",
  evidence: "author",
  joinedAt: DAY + 1,
  joinedAtIsEstimated: true,
  leftAt: DAY + 9,
  lastReadAt: DAY + 5,
  notify: "none",
  isFavorite: true,
  extra: { seat: 7 },
};

/** A file that says no more than it must. */
export const BARE_ATTACHMENT: Attachment = { kind: "file" };

/** A file that says all it can. */
export const FULL_ATTACHMENT: Required<Attachment> = {
  kind: "image",
  name: "boat.png",
  // Another one than the name lets expect.
  mimeType: "image/avif",
  sizeBytes: 1_000,
  url: "https://example.org/boat.png",
  width: 640,
  height: 480,
  durationMs: 1_000,
  thumbnailUrl: "https://example.org/small.png",
  title: "A boat",
};

const MESSAGE: Required<Message> = {
  kind: "message",
  id: "m1",
  conversationId: "harbour",
  authorId: "ann",
  type: "poll",
  sentAt: DAY + 4,
  rank: 1,
  text: TEXT,
  entities: [{ type: "bold", start: 0, end: 5 }],
  attachments: [FULL_ATTACHMENT],
  location: { latitude: 54, longitude: 10 },
  replyToId: "m0",
  threadRootId: "m0",
  reactions: [{ emoji: "👍", userId: "bob", count: 1, createdAt: DAY + 6 }],
  readBy: [{ userId: "bob", at: DAY + 6 }],
  editedAt: DAY + 5,
  pin: { userId: "bob", at: DAY + 6 },
  event: "title_changed",
  tags: ["sea"],
  metadata: { depth: "deep" },
  extra: { colour: "blue" },
};

const RANGE = { start: 0, end: 5 };

/** One marked range of each type; type-checked, so that none is forgotten. */
export const ENTITIES: { readonly [T in Entity["type"]]: Extract<Entity, { type: T }> } = {
  bold: { type: "bold", ...RANGE },
  italic: { type: "italic", ...RANGE },
  underline: { type: "underline", ...RANGE },
  strike: { type: "strike", ...RANGE },
  code: { type: "code", ...RANGE },
  quote: { type: "quote", ...RANGE },
  spoiler: { type: "spoiler", ...RANGE },
  pre: { type: "pre", ...RANGE, language: "ts" },
  list_item: { type: "list_item", ...RANGE, ordered: true, depth: 0 },
  heading: { type: "heading", ...RANGE, level: 1 },
  link: { type: "link", ...RANGE, url: "https://example.org/" },
  user_mention: { type: "user_mention", ...RANGE, userId: "bob" },
  conversation_mention: { type: "conversation_mention", ...RANGE, conversationId: "coast" },
  broadcast_mention: { type: "broadcast_mention", ...RANGE, to: "everyone" },
  custom_emoji: { type: "custom_emoji", ...RANGE, name: "hello" },
  date: { type: "date", ...RANGE, at: DAY },
};

const BARE_MESSAGE = { ...pick(MESSAGE, ["kind", "id", "conversationId"]), sentAt: DAY, text: "Ahoy." };

/** A message that says something, by somebody, and nothing else. */
export function plainMessage(): Message {
  return Message.parse({ ...BARE_MESSAGE, authorId: "bob", text: TEXT });
}

/** A pair of records for each kind, and for each sort of it. */
export function fieldSamples(): readonly FieldSample[] {
  return [
    {
      kind: "user",
      sort: "",
      bare: User.parse({ ...pick(USER, ["kind", "id"]), displayName: "A." }),
      full: USER,
    },
    {
      kind: "conversation",
      sort: "",
      bare: Conversation.parse({ ...pick(CONVERSATION, ["kind", "id"]), type: "group" }),
      full: CONVERSATION,
    },
    {
      kind: "conversation",
      sort: "of two",
      bare: Conversation.parse({ ...pick(CONVERSATION, ["kind", "id"]), type: "direct" }),
      full: { ...CONVERSATION, type: "direct" },
    },
    ...["", "of two"].map((sort) => ({
      kind: "membership" as const,
      sort,
      bare: Membership.parse(pick(MEMBERSHIP, ["kind", "conversationId", "userId"])),
      full: MEMBERSHIP,
    })),
    {
      kind: "message",
      sort: "",
      bare: Message.parse({ ...BARE_MESSAGE, authorId: "bob" }),
      full: MESSAGE,
    },
    {
      kind: "message",
      sort: "of the system",
      bare: Message.parse({ ...BARE_MESSAGE, authorId: null, type: "system" }),
      full: { ...MESSAGE, type: "system" },
    },
  ];
}

function pick<T extends object, K extends keyof T>(record: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, record[name]])) as Pick<T, K>;
}
