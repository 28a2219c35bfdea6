import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Chance } from "./chance.ts";
import { variantOf } from "./variant.ts";

const USERS = 12;
const ROOMS = 5;
const PAIR = "pair";
const BEGAN = Date.UTC(2026, 8, 1);

/**
 * What is to arrive or has arrived: ids by list, "users", "groups", "members of ROOM", "messages of ROOM", and where there
 * are any "former members of ROOM", "files of ROOM" (ids of messages) and "reactions of ROOM". Messages and files have an
 * order.
 */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** Writes an archive of a small world, in which many messages share an instant. Returns what is to arrive. */
export function writeWorld(folder: string, seed: number, { files }: { readonly files: string }): Lists {
  const chance = new Chance(`world ${seed}`);
  const { hasFiles, hasReactions } = variantOf(seed);
  const users = Array.from({ length: USERS }, (_, n) => `user-${n}`);
  const rooms = Array.from({ length: ROOMS }, (_, n) => `room-${n}`);
  const membersOf = (room: string) => (room === PAIR ? users.slice(0, 2) : users.slice(0, 3 + rooms.indexOf(room)));
  const isFormer = (room: string, user: string) => room === rooms[0] && user === users[1];
  // The first room is the liveliest.
  const places = [...rooms, ...rooms.slice(0, 1), ...rooms.slice(0, 1), PAIR];
  const messages = Array.from({ length: chance.int(70, 100) }, (_, n) => {
    const conversationId = places[chance.int(0, places.length - 1)] ?? PAIR;
    const members = membersOf(conversationId);
    const authorId = members[chance.int(0, members.length - 1)];
    const sentAt = BEGAN + Math.floor(n / chance.int(1, 3)) * 60_000;
    const reactors = members.filter((userId) => !isFormer(conversationId, userId)).slice(0, 2);
    const url = `http://${files}/${n}.png`;
    return {
      ...{ kind: "message", id: `message-${n}`, conversationId, authorId, sentAt, text: `Number ${n}.` },
      attachments: hasFiles && n % 12 === 0 ? [{ kind: "image", name: `${n}.png`, url }] : [],
      reactions: hasReactions && n % 12 === 5 ? reactors.map((userId) => ({ emoji: "👍", userId })) : [],
    };
  });
  const memberships = [...rooms, PAIR].flatMap((conversationId) =>
    membersOf(conversationId).map((userId) => {
      const state = isFormer(conversationId, userId) ? "former" : "active";
      return { kind: "membership", conversationId, userId, state, joinedAt: BEGAN };
    }),
  );
  write(folder, {
    users: users.map((id) => ({ kind: "user", id, displayName: id })),
    conversations: [
      ...rooms.map((id) => ({ kind: "conversation", id, type: "group", title: id, createdAt: BEGAN - 60_000 })),
      { kind: "conversation", id: PAIR, type: "direct", createdAt: BEGAN - 60_000 },
    ],
    memberships,
    messages,
  });
  // Equal instants keep the order of the file.
  const inOrder = messages.toSorted((a, b) => a.sentAt - b.sentAt);
  return listsOf({
    ...{ users, groups: rooms, memberships, messages: inOrder },
    files: inOrder.filter(({ attachments }) => attachments.length > 0),
    reactions: inOrder.flatMap(({ conversationId, id, reactions }) =>
      reactions.map(({ userId }) => ({ conversationId, id: `${userId} to ${id}` })),
    ),
  });
}

interface Records {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly memberships: readonly {
    readonly conversationId: string;
    readonly userId: string;
    /** "former": wrote here once. */
    readonly state?: string | undefined;
  }[];
  readonly messages: readonly Placed[];
  readonly files?: readonly Placed[];
  /** With ids like "USER to MESSAGE". */
  readonly reactions?: readonly Placed[];
}

interface Placed {
  readonly conversationId: string;
  readonly id: string;
}

/** Members of the groups only: not every platform has a list of those of a pair. */
export function listsOf({ users, groups, memberships, ...placed }: Records): Lists {
  const lists = new Map<string, string[]>([
    ["users", [...users]],
    ["groups", [...groups]],
  ]);
  const add = (list: string, id: string) => lists.set(list, [...(lists.get(list) ?? []), id]);
  for (const { conversationId, userId, state } of memberships)
    if (groups.includes(conversationId))
      add(`${state === "former" ? "former " : ""}members of ${conversationId}`, userId);
  for (const [what, records] of Object.entries(placed))
    for (const { conversationId, id } of records) add(`${what} of ${conversationId}`, id);
  return lists;
}

function write(folder: string, files: Readonly<Record<string, readonly object[]>>): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ format: "chat-etl", version: 1, source: "json:crash" }));
  for (const [name, records] of Object.entries(files))
    writeFileSync(join(folder, `${name}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
