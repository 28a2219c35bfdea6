import { present, type RecordInput } from "@chat-etl/model";
import { extraOf, instant } from "./normalize/extra.ts";
import { parseMarkup } from "./normalize/markup.ts";
import type { WireConversation, WireParticipant, WireUser } from "./wire.ts";

export { normalizeMessage } from "./normalize/normalize-message.ts";

/**
 * A TalkJS user. His name may be missing: then he is called by his id (TalkJS sheet, T49). Push tokens belong to
 * devices that are signed in to this app alone and stay behind.
 */
export function normalizeUser(user: WireUser): readonly RecordInput[] {
  const { id, name, email, phone, photoUrl, role, locale, custom, createdAt, pushTokens: _, ...rest } = user;
  return [
    {
      kind: "user",
      id,
      displayName: name || id,
      emails: listOf(email),
      phones: listOf(phone),
      ...present("avatarUrl", photoUrl),
      ...present("role", role),
      ...present("locale", locale),
      ...present("createdAt", instant(createdAt)),
      metadata: custom ?? {},
      ...present("extra", extraOf(rest)),
    },
  ];
}

/**
 * A TalkJS conversation and the memberships in it. TalkJS makes no difference between a conversation of two and a
 * group: exactly two participants count as direct. Guests are never among the participants (TalkJS sheet, T15), and
 * welcome messages are no messages (T31).
 */
export function normalizeConversation(conversation: WireConversation): readonly RecordInput[] {
  const { id, subject, photoUrl, welcomeMessages, custom, participants, lastMessage, createdAt, ...rest } =
    conversation;
  const people = Object.entries(participants ?? {});
  return [
    {
      kind: "conversation",
      id,
      type: people.length === 2 ? "direct" : "group",
      ...present("title", parseMarkup(subject ?? "").text.trim()),
      ...present("imageUrl", photoUrl),
      ...present("createdAt", instant(createdAt)),
      welcomeMessages: welcomeMessages ?? [],
      ...present("lastMessageId", lastMessage?.id),
      metadata: custom ?? {},
      ...present("extra", extraOf(rest)),
    },
    ...people.map(([userId, settings]) => membershipOf(id, userId, settings ?? {})),
  ];
}

function membershipOf(conversationId: string, userId: string, settings: WireParticipant): RecordInput {
  // Whether something is unread follows from how far was read.
  const { access, notify, joinedAt, readUntil, isUnread: _, ...rest } = settings;
  return {
    kind: "membership",
    conversationId,
    userId,
    role: access === "Read" ? "read_only" : "member",
    state: access === "None" ? "former" : "active",
    ...present("joinedAt", instant(joinedAt)),
    ...present("lastReadAt", instant(readUntil)),
    ...present("notify", notifyOf(notify)),
    ...present("extra", extraOf({ ...rest, ...unknownSettings(access, notify) })),
  };
}

function notifyOf(notify: WireParticipant["notify"]): "all" | "none" | "mentions" | undefined {
  if (notify === true) return "all";
  if (notify === false) return "none";
  return notify === "MentionsOnly" ? "mentions" : undefined;
}

/** Words TalkJS may add one day. */
function unknownSettings(access: WireParticipant["access"], notify: WireParticipant["notify"]): object {
  return {
    ...(["ReadWrite", "Read", "None"].includes(access ?? "None") ? {} : { access }),
    ...(typeof notify === "string" && notify !== "MentionsOnly" ? { notify } : {}),
  };
}

function listOf(value: string | readonly string[] | null | undefined): string[] {
  const list = typeof value === "string" ? [value] : (value ?? []);
  return list.filter((entry) => entry !== "");
}
