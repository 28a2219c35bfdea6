import { memberId } from "../ids.ts";
import type { Row } from "./try-rows.ts";

/** Ids of a probe, whichever: with the UNIX second it began at. */
export const PROBE_ID = /^etl-probe-(\d{10})-/;
export const PROBE_WORD = "etl-probe-";

const HOUR = 3_600;

/** What a probe puts into the app, under ids that nobody takes for anything else. Times are UNIX seconds. */
export type ThrowAway = ReturnType<typeof throwAway>;

export function throwAway(now: number) {
  const id = (name: string) => `${PROBE_WORD}${now}-${name}`;
  const guid = id("group");
  const groupCreatedAt = now - 2 * HOUR;
  const uids = new Set<string>();
  return {
    now,
    id,
    guid,
    groupCreatedAt,
    /** All users that were ever named, to be deleted again. */
    uids: uids as ReadonlySet<string>,
    /** Older than the group, unless told. */
    user(name: string, more: Row = {}): Row {
      uids.add(id(name).toLowerCase());
      return { uid: id(name), name: `etl probe ${name}`, createdAt: groupCreatedAt - HOUR, ...more };
    },
    /** Joined a minute after the group was created, unless told. */
    member: (name: string, more: Row = {}): Row => ({
      memberId: memberId(guid, id(name)),
      guid,
      uid: id(name),
      joinedAt: groupCreatedAt + 60,
      ...more,
    }),
    /** A text in the group from the member, a minute ago, unless told. */
    message: (name: string, more: Row = {}): Row => ({
      muid: id(name),
      sender: id("member"),
      receiverType: "group",
      receiver: guid,
      category: "message",
      type: "text",
      data: { text: "etl probe" },
      sentAt: now - 60,
      ...more,
    }),
  };
}
