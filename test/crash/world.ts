import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Chance } from "./chance.ts";

const USERS = 12;
const ROOMS = 5;
const BEGAN = Date.UTC(2026, 8, 1);

/**
 * What is to arrive or has arrived: ids by list, "users", "groups", "members of ROOM" and "messages of ROOM". Only
 * messages have an order.
 */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** Writes an archive of a small world, in which many messages share an instant. Returns what is to arrive. */
export function writeWorld(folder: string, seed: number): Lists {
  const chance = new Chance(`world ${seed}`);
  const own = (id: string) => `s${seed}-${id}`;
  const users = Array.from({ length: USERS }, (_, n) => own(`user-${n}`));
  const rooms = Array.from({ length: ROOMS }, (_, n) => own(`room-${n}`));
  const pair = own("pair");
  const membersOf = (room: string) => (room === pair ? users.slice(0, 2) : users.slice(0, 3 + rooms.indexOf(room)));
  // The first room is the liveliest.
  const places = [...rooms, ...rooms.slice(0, 1), ...rooms.slice(0, 1), pair];
  const messages = Array.from({ length: chance.int(110, 150) }, (_, n) => {
    const conversationId = places[chance.int(0, places.length - 1)] ?? pair;
    const members = membersOf(conversationId);
    const authorId = members[chance.int(0, members.length - 1)];
    const sentAt = BEGAN + Math.floor(n / chance.int(1, 3)) * 60_000;
    return { kind: "message", id: own(`message-${n}`), conversationId, authorId, sentAt, text: `Number ${n}.` };
  });
  const memberships = [...rooms, pair].flatMap((conversationId) =>
    membersOf(conversationId).map((userId) => ({ kind: "membership", conversationId, userId, joinedAt: BEGAN })),
  );
  write(folder, {
    users: users.map((id) => ({ kind: "user", id, displayName: id })),
    conversations: [
      ...rooms.map((id) => ({ kind: "conversation", id, type: "group", title: id, createdAt: BEGAN - 60_000 })),
      { kind: "conversation", id: pair, type: "direct", createdAt: BEGAN - 60_000 },
    ],
    memberships,
    messages,
  });
  // Equal instants keep the order of the file.
  const inOrder = messages.toSorted((a, b) => a.sentAt - b.sentAt);
  return listsOf({ users, groups: rooms, memberships, messages: inOrder });
}

interface Records {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly memberships: readonly { readonly conversationId: string; readonly userId: string }[];
  readonly messages: readonly { readonly conversationId: string; readonly id: string }[];
}

/** Members of the groups only: not every platform has a list of those of a pair. */
export function listsOf({ users, groups, memberships, messages }: Records): Lists {
  const lists = new Map<string, string[]>([
    ["users", [...users]],
    ["groups", [...groups]],
  ]);
  const add = (list: string, id: string) => lists.set(list, [...(lists.get(list) ?? []), id]);
  for (const { conversationId, userId } of memberships)
    if (groups.includes(conversationId)) add(`members of ${conversationId}`, userId);
  for (const { conversationId, id } of messages) add(`messages of ${conversationId}`, id);
  return lists;
}

function write(folder: string, files: Readonly<Record<string, readonly object[]>>): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ format: "chat-etl", version: 1, source: "json:crash" }));
  for (const [name, records] of Object.entries(files))
    writeFileSync(join(folder, `${name}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
