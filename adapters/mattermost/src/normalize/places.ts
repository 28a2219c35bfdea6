import { present } from "@chat-etl/model";
import type { Normalized, Reason } from "@chat-etl/sdk";
import type { WireChannel, WireDirectChannel, WirePlace } from "../wire.ts";
import { channelId, directId, membershipOf, membersOf } from "./seats.ts";
import { timeOf } from "./times.ts";

/** Lines that become no record, and why. */
const DROPS: Readonly<Record<string, Reason>> = {
  version: { code: "version", message: "The first line says only which version wrote the export." },
  team: { code: "team", message: "A team is no record of its own but the category of its channels." },
  emoji: { code: "custom-emoji", message: "Pictures of custom emojis have no place; their names stay." },
  scheme: { code: "permissions", message: "Permission schemes mean nothing elsewhere." },
  role: { code: "permissions", message: "Permission schemes mean nothing elsewhere." },
};
const UNKNOWN: Reason = { code: "unknown-type", message: "A line of a type that is not known here." };

/** A channel, a direct channel with its memberships, or a line that is neither. */
export function normalizePlace(place: WirePlace): Normalized {
  if ("channel" in place) return [conversationOf(place.channel)];
  if ("direct_channel" in place) return directOf(place.direct_channel);
  return { drop: (Object.hasOwn(DROPS, place.type) ? DROPS[place.type] : undefined) ?? UNKNOWN };
}

function conversationOf({ team, name, display_name, type, header, purpose, deleted_at, ...extra }: WireChannel) {
  const archivedAt = timeOf(deleted_at);
  return {
    kind: "conversation",
    id: channelId(team, name),
    type: "channel",
    visibility: type === "O" ? "public" : "private",
    title: display_name || name,
    ...present("topic", header),
    ...present("description", purpose),
    category: team,
    ...(archivedAt === undefined ? {} : { isArchived: true, archivedAt }),
    extra,
  } as const;
}

function directOf({ members, participants, favorited_by, header, ...extra }: WireDirectChannel): Normalized {
  const seats = new Map(participants?.map(({ username, ...seat }) => [username, seat]));
  const names = membersOf([...(members ?? []), ...seats.keys()]);
  if (names.length === 0) {
    return [
      { refused: { code: "no-members", message: "A direct channel must name its members." }, kind: "conversation" },
    ];
  }
  const id = directId(names);
  return [
    { ...directConversation(names), ...present("topic", header), extra },
    ...names.map((name) => ({
      ...membershipOf(id, name, seats.get(name)),
      ...(favorited_by?.includes(name) ? { isFavorite: true } : {}),
    })),
  ];
}

/** Two talk directly, more are a group, and one keeps notes. */
export function directConversation(members: readonly string[]) {
  const names = membersOf(members);
  const type = names.length === 1 ? "self" : names.length === 2 ? "direct" : "group";
  return { kind: "conversation", id: directId(names), type } as const;
}
