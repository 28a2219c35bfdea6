import type { Access, Notify } from "../shapes.ts";
import { instantOf, type Row } from "./rows.ts";
import type { Statements } from "./statements.ts";

export interface Membership {
  readonly userId: string;
  /** `none`: hidden, may still read. `left`: hidden, and gone from his list since version 2021-07-30. */
  readonly state: "in" | "none" | "left";
  readonly access: Access;
  readonly notify: Notify;
  readonly joinedAt: number | null;
  readonly readUntil: number | null;
}

const UPSERT = `
  INSERT INTO participants (conversationId, userId, state, access, notify, joinedAt, readUntil)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (conversationId, userId) DO UPDATE SET state = excluded.state, access = excluded.access,
    notify = excluded.notify, joinedAt = excluded.joinedAt, readUntil = excluded.readUntil`;

export class Participants {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Those shown in the map, in the order they were added. */
  listed(conversationId: string): readonly Membership[] {
    const rows: readonly Row[] = this.#statements
      .prepare("SELECT * FROM participants WHERE conversationId = ? AND state = 'in' ORDER BY seq")
      .all(conversationId);
    return rows.map(membershipOf);
  }

  /** In whatever state. */
  get(conversationId: string, userId: string): Membership | undefined {
    const row = this.#statements
      .prepare("SELECT * FROM participants WHERE conversationId = ? AND userId = ?")
      .get(conversationId, userId);
    return row && membershipOf(row);
  }

  put(conversationId: string, { userId, state, access, notify, joinedAt, readUntil }: Membership): void {
    this.#statements
      .prepare(UPSERT)
      .run(conversationId, userId, state, access, JSON.stringify(notify), joinedAt, readUntil);
  }
}

export function membershipOf(row: Row): Membership {
  return {
    userId: String(row.userId),
    state: row.state as Membership["state"],
    access: row.access as Access,
    notify: JSON.parse(String(row.notify)) as Notify,
    joinedAt: instantOf(row.joinedAt),
    readUntil: instantOf(row.readUntil),
  };
}
