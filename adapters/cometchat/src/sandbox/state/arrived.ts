import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openTalks } from "./talks.ts";

export interface MessageRow {
  readonly id: number;
  readonly entity: string;
  /** A JSON list of each reaction with its count, in the order of first use. */
  readonly reactions: string;
}

export interface MemberRow {
  readonly n: number;
  readonly uid: string;
  readonly scope: string;
  readonly joined_at: number;
  readonly banned: number;
  readonly entity: string | null;
}

const REACTIONS = `(
  SELECT json_group_array(json_object('reaction', reaction, 'count', count)) FROM (
    SELECT reaction, count(*) AS count FROM reactions WHERE message_id = messages.id GROUP BY reaction ORDER BY min(id)))`;

const messagesWhere = (where: string, order: "ASC" | "DESC") =>
  `SELECT id, entity, ${REACTIONS} AS reactions FROM messages WHERE conversation_id = ? AND ${where} ORDER BY id ${order} LIMIT ?`;

export const MESSAGES_BEFORE = messagesWhere("id < ?", "DESC");
export const MESSAGES_AFTER = messagesWhere("id > ?", "ASC");

export const LIST_MEMBERS = `
  SELECT members.*, users.entity FROM members LEFT JOIN users USING (uid)
  WHERE guid = ? AND (banned, members.n) > (?, ?) ORDER BY banned, members.n LIMIT ?
`;

export type ArrivedRows = ReturnType<typeof openArrivedRows>;

/** A second look at `<folder>/cometchat.sqlite`, through which nothing can be written. */
export function openArrivedRows(folder: string) {
  const db = new DatabaseSync(join(folder, "cometchat.sqlite"), { readOnly: true });
  const older = db.prepare(MESSAGES_BEFORE);
  const newer = db.prepare(MESSAGES_AFTER);
  const members = db.prepare(LIST_MEMBERS);
  const user = db.prepare("SELECT entity FROM users WHERE uid = ?");
  return {
    talks: openTalks(db),
    /** Those before a message, the nearest first. */
    messagesBefore: (talkId: string, id: number, limit: number) =>
      older.all(talkId, id, limit) as unknown as readonly MessageRow[],
    /** Those behind a message, the nearest first. */
    messagesAfter: (talkId: string, id: number, limit: number) =>
      newer.all(talkId, id, limit) as unknown as readonly MessageRow[],
    /** Who belongs to a group and then who is banned, each in the order they came. */
    members: (guid: string, behind: Pick<MemberRow, "banned" | "n">, limit: number) =>
      members.all(guid, behind.banned, behind.n, limit) as unknown as readonly MemberRow[],
    /** A user as JSON. */
    user: (uid: string) => user.get(uid)?.entity?.toString(),
    close: () => db.close(),
  };
}
