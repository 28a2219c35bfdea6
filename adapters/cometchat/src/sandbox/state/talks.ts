import type { DatabaseSync } from "node:sqlite";

/** A conversation with who is in it: a group, or two users. Entities are JSON; what is not there is `null`. */
export interface TalkRow {
  readonly id: string;
  readonly receiver_type: "user" | "group";
  /** The group's guid or the first user's uid. */
  readonly one: string;
  /** The second user's uid. */
  readonly other: string | null;
  readonly messages: number;
  /** When the last message was sent, in UNIX seconds; 0: no message. */
  readonly last_at: number;
  readonly group_entity: string | null;
  readonly members_count: number | null;
  readonly one_entity: string | null;
  readonly other_entity: string | null;
}

/** Before the first of the latest active. */
export const LATEST = { lastAt: Number.MAX_SAFE_INTEGER, id: "" };

// What a list of conversations needs and the platform does not keep: in memory, brought up to date when it is asked for.
const TALKS = `
  PRAGMA temp_store = MEMORY;
  CREATE TEMP TABLE talk (
    id TEXT PRIMARY KEY,
    receiver_type TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT,
    messages INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX temp.talk_by_activity ON talk (last_at, id);
`;

const ADD_GROUPS = `
  INSERT INTO talk (id, receiver_type, one, messages, last_at)
  SELECT 'group_' || guid, 'group', guid, 0, 0 FROM groups WHERE n > ? AND n <= ?
  ON CONFLICT (id) DO NOTHING
`;

const ADD_MESSAGES = (which: string) => `
  INSERT INTO talk (id, receiver_type, one, other, messages, last_at)
  SELECT
    conversation_id,
    receiver_type,
    iif(receiver_type = 'group', receiver, min(sender, receiver)),
    iif(receiver_type = 'group', NULL, max(sender, receiver)),
    added,
    sent_at
  FROM (SELECT max(id) AS last, count(*) AS added FROM messages ${which} GROUP BY conversation_id)
  JOIN messages ON id = last
  WHERE true
  ON CONFLICT (id) DO UPDATE SET messages = messages + excluded.messages, last_at = excluded.last_at
`;

// All of them are counted in the index by conversation (the plus keeps SQLite from walking the table), a few by their ids.
const ADD_ALL = ADD_MESSAGES("WHERE +id > ? AND +id <= ?");
const ADD_NEW = ADD_MESSAGES("NOT INDEXED WHERE id > ? AND id <= ?");

const TALK = `
  SELECT talk.*, groups.entity AS group_entity, members_count, a.entity AS one_entity, b.entity AS other_entity
  FROM talk
  LEFT JOIN groups ON receiver_type = 'group' AND guid = one
  LEFT JOIN users AS a ON receiver_type = 'user' AND a.uid = one
  LEFT JOIN users AS b ON receiver_type = 'user' AND b.uid = other
`;

export const LIST_TALKS = `
  ${TALK}
  WHERE (last_at, id) < (:lastAt, :id) AND (:search = '' OR found(
    :search, talk.id, groups.entity ->> 'name', a.entity ->> 'name', b.entity ->> 'name'
  ))
  ORDER BY last_at DESC, id DESC LIMIT :limit
`;

const COUNTS = `
  SELECT
    (SELECT count(*) FROM users) AS users,
    (SELECT count(*) FROM members) AS memberships,
    (SELECT count(*) FROM talk) AS conversations,
    (SELECT sum(messages) FROM talk) AS messages
`;

/** Conversations by their last message. @param db may be open for reading only */
export function openTalks(db: DatabaseSync) {
  db.exec(TALKS);
  db.function("found", { deterministic: true, varargs: true }, (search, ...texts) =>
    Number(folded(texts.join("\n")).includes(folded(String(search)))),
  );
  const catchUp = catchingUp(db);
  const list = db.prepare(LIST_TALKS);
  const find = db.prepare(`${TALK} WHERE id = ?`);
  const counts = db.prepare(COUNTS);
  return {
    counts() {
      catchUp();
      const { users, conversations, memberships, messages } = counts.get() ?? {};
      return {
        users: Number(users),
        conversations: Number(conversations),
        memberships: Number(memberships),
        messages: Number(messages),
      };
    },
    /** The latest active first, behind the given one. An empty search finds all. */
    list(search: string, behind: typeof LATEST, limit: number): readonly TalkRow[] {
      catchUp();
      return list.all({ search, ...behind, limit }) as unknown as readonly TalkRow[];
    },
    find(id: string): TalkRow | undefined {
      catchUp();
      return find.get(id) as TalkRow | undefined;
    },
  };
}

/** Adds up what came since the last time: everything at the first, a glance at two numbers when nothing did. */
function catchingUp(db: DatabaseSync): () => void {
  const newest = db.prepare("SELECT (SELECT max(n) FROM groups) AS groups, (SELECT max(id) FROM messages) AS messages");
  const addGroups = db.prepare(ADD_GROUPS);
  const addAll = db.prepare(ADD_ALL);
  const addNew = db.prepare(ADD_NEW);
  let seen = { groups: 0, messages: 0 };
  return () => {
    const row = newest.get();
    const now = { groups: Number(row?.groups ?? 0), messages: Number(row?.messages ?? 0) };
    if (now.groups > seen.groups) addGroups.run(seen.groups, now.groups);
    const add = seen.messages === 0 ? addAll : addNew;
    if (now.messages > seen.messages) add.run(seen.messages, now.messages);
    seen = now;
  };
}

/** Without case and accents: whoever looks for "jose" means "José". */
function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
