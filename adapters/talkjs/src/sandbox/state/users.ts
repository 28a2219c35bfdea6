import type { TalkUser } from "../shapes.ts";
import { bodyOf, type Row } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** The users, listed in the order they came. */
export class Users {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(id: string): TalkUser | undefined {
    const row = this.#statements.prepare("SELECT body FROM users WHERE id = ?").get(id);
    return row && bodyOf<TalkUser>(row);
  }

  put(user: TalkUser): void {
    this.#statements
      .prepare("INSERT INTO users (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body")
      .run(user.id, JSON.stringify(user));
  }

  /** `undefined`: there is no user `after`. */
  page(options: { readonly after: string | undefined; readonly limit: number }): readonly TalkUser[] | undefined {
    const seq = options.after === undefined ? 0 : this.#seqOf(options.after);
    if (seq === undefined) return undefined;
    const rows: readonly Row[] = this.#statements
      .prepare("SELECT body FROM users WHERE seq > ? ORDER BY seq LIMIT ?")
      .all(seq, options.limit);
    return rows.map((row) => bodyOf<TalkUser>(row));
  }

  #seqOf(id: string): number | undefined {
    const row = this.#statements.prepare("SELECT seq FROM users WHERE id = ?").get(id);
    return row && Number(row.seq);
  }
}
