import { present, type RecordInput } from "@chat-etl/model";
import type { WireSeat } from "../wire.ts";
import { timeOf } from "./times.ts";

const NOTIFY: Readonly<Record<string, "all" | "mentions" | "none">> = { all: "all", mention: "mentions", none: "none" };

/** A channel's id: names are unique within a team. */
export function channelId(team: string, name: string): string {
  return `${team}/${name}`;
}

/** A direct channel has no name: it is its members, each once, for who talks to himself stands there twice. */
export function directId(members: readonly string[]): string {
  return membersOf(members).join(",");
}

export function membersOf(members: readonly string[]): readonly string[] {
  return [...new Set(members)].sort();
}

/** @param seat what the export says of it; missing: that somebody has it */
export function membershipOf(
  conversationId: string,
  userId: string,
  { roles, notify_props, favorite, last_viewed_at, ...extra }: WireSeat = {},
): RecordInput & { readonly kind: "membership" } {
  return {
    kind: "membership",
    conversationId,
    userId,
    ...(roles?.split(" ").includes("channel_admin") ? { role: "admin" as const } : {}),
    ...present("lastReadAt", timeOf(last_viewed_at)),
    ...present("notify", NOTIFY[notify_props?.desktop ?? ""]),
    ...present("isFavorite", favorite),
    extra: { ...extra, ...present("roles", roles), ...present("notify_props", notify_props) },
  };
}
