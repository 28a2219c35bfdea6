import type { ReadBackSpec, Seen, SentRecord } from "@chat-etl/sdk";
import { conversationIdOf, isPair } from "./ids.ts";
import { readContent } from "./normalize/content.ts";
import { readTextTree } from "./normalize/text-tree.ts";
import type { TalkjsSinkConfig } from "./sink-config.ts";
import { talkjsSource } from "./source.ts";
import type { WireConversation, WireMessage, WireParticipant, WireUser } from "./wire.ts";
import type { MessageWire, Shown, TalkjsWires } from "./wire-import.ts";

type Sent<K extends keyof TalkjsWires> = SentRecord<K, TalkjsSinkConfig, TalkjsWires[K]>;

/**
 * Of users and conversations what was sent: TalkJS keeps what else it has of them. Of messages all but who has read
 * them, and a file's address, which is TalkJS's own. A message's time may have been moved by milliseconds to keep its
 * order: then `custom` has the one it was sent with.
 */
export const readBack: ReadBackSpec<TalkjsSinkConfig, TalkjsWires> = {
  source: talkjsSource,
  config: ({ appId, secretKey, baseUrl, requestsPerSecond }, { speed }) => ({
    ...{ appId, secretKey, baseUrl, requestsPerSecond: requestsPerSecond * speed },
  }),
  sent: {
    user: ({ wires }) => wires.map(({ id, fields }) => ({ kind: "user", key: id, content: fieldsOf(fields) })),
    conversation: ({ wires }) =>
      wires.map(({ id, fields: { participants: _, ...fields } }) => conversationSeen(id, fieldsOf(fields))),
    membership: sentMembership,
    message: ({ wires, passes }) => wires.flatMap((wire) => sentMessage(wire, passes)),
  },
  found: {
    users: (user: WireUser) => [{ kind: "user", key: user.id, content: foundUser(user) }],
    conversations: foundConversation,
    messages: (message: WireMessage, { dialect }) => [foundMessage(message, dialect ?? "g2")],
  },
};

/** Each key of `custom` by itself: TalkJS adds them to those that are there. */
function fieldsOf({ custom, ...fields }: Readonly<Record<string, unknown>>): Seen["content"] {
  const keys = Object.entries(custom ?? {}).map(([key, value]) => [`custom.${key}`, value]);
  return { ...fields, ...Object.fromEntries(keys) };
}

function foundUser({ name, email, phone, photoUrl, role, locale, custom }: WireUser): Seen["content"] {
  return fieldsOf({ name, email: listOf(email), phone: listOf(phone), photoUrl, role, locale, custom });
}

function listOf(value: WireUser["email"]): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

function foundConversation(conversation: WireConversation): readonly Seen[] {
  const { id, subject, photoUrl, welcomeMessages, custom, participants } = conversation;
  return [
    conversationSeen(id, fieldsOf({ subject, photoUrl, welcomeMessages, custom })),
    ...Object.entries(participants ?? {}).flatMap(([userId, settings]) => foundParticipant(id, userId, settings ?? {})),
  ];
}

function conversationSeen(id: string, content: Seen["content"]): Seen {
  return { kind: "conversation", key: id, conversation: id, content };
}

/** The two people of a pair come with their conversation. Who had left is taken out again by a pass. */
function sentMembership({ record, wires, context, passes }: Sent<"membership">): readonly Seen[] {
  const [wire] = wires;
  if (passes.has("leave") || (wire === undefined && !isPair(context.conversation))) return [];
  const id = wire?.conversationId ?? conversationIdOf(context.conversation, context);
  const access = passes.has("read-only") ? "Read" : "ReadWrite";
  return [participantSeen(id, record.userId, { access, notify: wire?.notify ?? true })];
}

function foundParticipant(
  conversationId: string,
  userId: string,
  { access, notify, joinedAt }: WireParticipant,
): readonly Seen[] {
  if (access === "None") return [];
  const seen = participantSeen(conversationId, userId, { access, notify });
  return [{ ...seen, at: typeof joinedAt === "number" ? Math.floor(joinedAt) : undefined }];
}

function participantSeen(conversation: string, userId: string, content: Seen["content"]): Seen {
  return { kind: "membership", key: JSON.stringify([conversation, userId]), conversation, content };
}

/** A file that could not be had when it was sent is there as a link. */
function sentMessage(wire: MessageWire, passes: ReadonlySet<string>): readonly Seen[] {
  const { conversationId, type, sender, sentAt, custom, shown, file } = wire;
  const base = { type, sender: sender ?? null, sentAt, custom };
  const name = { kind: "message", key: keyOf(conversationId, custom), conversation: conversationId } as const;
  const linked = { ...base, ...shownContent(shown), file: null };
  const whole = { ...base, ...NO_TEXT[wire.dialect], file: file?.name };
  return [
    { ...name, content: file === undefined ? linked : whole },
    ...(file === undefined ? [] : [{ ...name, content: linked, isOptional: true } as const]),
    ...systemSpeaker(wire, passes),
  ];
}

/** The user who speaks for the system takes part until a pass takes him out. */
function systemSpeaker({ isSystemUser, sender, conversationId }: MessageWire, passes: ReadonlySet<string>) {
  if (!isSystemUser || sender === undefined || passes.has("system-leave")) return [];
  return [{ ...participantSeen(conversationId, sender, {}), isOptional: true } as const];
}

const NO_TEXT = { g1: { text: "" }, g2: { text: "", entities: [], location: null } } as const;

/** Text with markup is kept as it is; of a tree what it says is compared, for TalkJS may mark what looks like an address. */
function shownContent(shown: Shown): Seen["content"] {
  if ("text" in shown) return { text: shown.text };
  const [block] = shown.content;
  if (block?.type === "location") {
    return { ...NO_TEXT.g2, location: { latitude: block.latitude, longitude: block.longitude } };
  }
  const { text, entities } = readTextTree(block?.children ?? []);
  return { text, entities, location: null };
}

function foundMessage(message: WireMessage, dialect: MessageWire["dialect"]): Seen {
  const { id, conversationId, type, senderId, createdAt, text, custom, content } = message;
  const { sentAt, ...own } = custom ?? {};
  const read = readContent(message);
  const file = (content ?? []).find((block) => block.type === "file");
  const shown =
    dialect === "g1"
      ? { text: text ?? "" }
      : { text: read.text, entities: read.entities, location: read.location ?? null };
  return {
    kind: "message",
    key: typeof own.sourceId === "string" ? keyOf(conversationId, own) : id,
    conversation: conversationId,
    at: Math.floor(createdAt),
    content: {
      ...{ type: type ?? "UserMessage", sender: senderId ?? null, custom: own, ...shown },
      sentAt: typeof sentAt === "string" ? Number(sentAt) : createdAt,
      file: file === undefined ? null : (file.filename ?? ""),
    },
  };
}

function keyOf(conversationId: string, { sourceId, part }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([conversationId, sourceId, part ?? "0"]);
}
