import { createHash } from "node:crypto";
import { type Json, joinLines, type MarkedText, present, type RecordInput } from "@chat-etl/model";
import type { Derived, Normalized, Refused } from "@chat-etl/sdk";
import { emojiOf } from "../text/emoji.ts";
import { type Known, readText } from "../text/read-text.ts";
import { WireReaction, WireReply, type WireThread } from "../wire.ts";
import { oneByOne } from "./one-by-one.ts";
import { fileOf } from "./people.ts";
import { directConversation } from "./places.ts";
import { channelId, directId, membershipOf, membersOf } from "./seats.ts";
import { timeOf } from "./times.ts";

/** Before this instant, 1973 in milliseconds, a time is told in another unit. */
const FIRST_TIME = 100_000_000_000;

const BROKEN_REPLY = {
  kind: "message",
  code: "broken-reply",
  message: "A reply has a field that is missing or of another type.",
} as const;
const BROKEN_REACTION = {
  kind: "message",
  code: "broken-reaction",
  message: "A reaction has a field that is missing or of another type; its post went on without it.",
} as const;

/** Where a thread stands. */
interface Place extends Known {
  readonly conversationId: string;
  /** A direct post may come without its channel, and brings it along. */
  readonly brings: readonly Derived[];
}

/** A post and its replies, which a line holds together. */
export function normalizeThread({ line, known }: WireThread): Normalized {
  const { replies, ...root } = line.type === "post" ? line.post : line.direct_post;
  const place = { ...placeOf(line), known: new Set(known) };
  const rootId = messageId(place.conversationId, root);
  const { fit, refused } = oneByOne(replies, WireReply, BROKEN_REPLY);
  const { team: _, channel: __, channel_members: ___, ...post } = root;
  return [
    ...place.brings,
    ...messageOf(post, { place, id: rootId }),
    ...fit.flatMap((reply) => {
      return messageOf(reply, { place, id: messageId(place.conversationId, reply), threadRootId: rootId });
    }),
    ...refused,
  ];
}

function placeOf(line: WireThread["line"]): Omit<Place, "known"> {
  if (line.type === "post") {
    const { team, channel } = line.post;
    return { conversationId: channelId(team, channel), team, brings: [] };
  }
  const names = membersOf(line.direct_post.channel_members);
  const conversationId = directId(names);
  const seats = names.map((name) => ({ derived: membershipOf(conversationId, name) }));
  return { conversationId, brings: [{ derived: directConversation(names) }, ...seats] };
}

/** Posts have no ids: Mattermost itself knows one by where, who, when and what. */
function messageId(conversationId: string, { user, create_at, message }: WireReply): string {
  const facts = JSON.stringify([conversationId, user, create_at, message ?? ""]);
  return createHash("sha256").update(facts).digest("base64url").slice(0, 22);
}

interface Standing {
  readonly place: Place;
  readonly id: string;
  readonly threadRootId?: string;
}

function messageOf(
  { user, type, message, create_at, edit_at, reactions, attachments, is_pinned, props, ...extra }: WireReply,
  { place, id, threadRootId }: Standing,
): readonly (RecordInput | Refused)[] {
  if (create_at < FIRST_TIME) {
    const reason = {
      code: "broken-time",
      message: "Its time of writing is before 1973, so it is not in milliseconds.",
    };
    return [{ refused: reason, kind: "message" }];
  }
  const { fit, refused } = oneByOne(reactions, WireReaction, BROKEN_REACTION);
  const { text, entities } = joinLines([readText(message ?? "", place), ...besideText(props, place)]);
  const isSystem = /^(?:system|add_bot)_/.test(type ?? "");
  const record: RecordInput = {
    kind: "message",
    id,
    conversationId: place.conversationId,
    authorId: isSystem ? null : user,
    type: isSystem ? "system" : type?.startsWith("custom_") ? "custom" : "text",
    ...(isSystem ? present("event", type) : {}),
    sentAt: create_at,
    text,
    entities: [...entities],
    attachments: [
      ...(attachments ?? []).flatMap(({ path }) => (path ? [attachmentOf(path)] : [])),
      ...picturesOf(props),
    ],
    ...present("threadRootId", threadRootId),
    reactions: fit.map((reaction) => ({
      emoji: emojiOf(reaction.emoji_name),
      userId: reaction.user,
      ...present("createdAt", timeOf(reaction.create_at)),
    })),
    ...present("editedAt", timeOf(edit_at)),
    ...(is_pinned ? { pin: {} } : {}),
    extra: {
      ...extra,
      ...present("type", type),
      ...(isSystem ? { user } : {}),
      ...(props && Object.keys(props).length > 0 ? { props } : {}),
    },
  };
  return [record, ...refused];
}

/** What integrations write stands beside the message. */
function besideText(props: WireReply["props"], known: Known): readonly MarkedText[] {
  return cardsOf(props).flatMap(({ pretext, title, text, fallback }) =>
    [pretext, title, text || fallback].flatMap((part) =>
      typeof part === "string" && part !== "" ? [readText(part, known)] : [],
    ),
  );
}

function picturesOf(props: WireReply["props"]) {
  return cardsOf(props).flatMap(({ image_url: url }) =>
    typeof url === "string" && url !== "" ? [{ kind: "image", url } as const] : [],
  );
}

function cardsOf(props: WireReply["props"]): readonly Readonly<Record<string, Json>>[] {
  const cards: readonly Json[] = Array.isArray(props?.attachments) ? props.attachments : [];
  return cards.filter(
    (card): card is Readonly<Record<string, Json>> => card !== null && typeof card === "object" && !Array.isArray(card),
  );
}

const KINDS = [
  ["image", /\.(?:jpe?g|png|gif|webp|heic)$/i],
  ["video", /\.(?:mp4|mov|webm)$/i],
  ["audio", /\.(?:mp3|m4a|ogg|wav)$/i],
] as const;

function attachmentOf(path: string) {
  const [kind] = KINDS.find(([, pattern]) => pattern.test(path)) ?? (["file"] as const);
  return { kind, ...present("name", path.split("/").at(-1)), ...present("url", fileOf(path)) };
}
