import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The platform's lists, and what an item of each is found by. */
export const KEYS = { people: ["handle"], rooms: ["room"], seats: ["room", "handle"], posts: ["key"] } as const;
export type List = keyof typeof KEYS;

export type Item = Readonly<Record<string, unknown>>;

export interface State {
  isEmpty(): boolean;
  add(list: List, item: Item): "created" | "exists" | "invalid";
  /** Items behind one, in the order in which they came, and what to ask behind next. */
  page(
    list: List,
    query: { readonly after: number; readonly limit: number },
  ): {
    readonly items: readonly unknown[];
    readonly last: number;
  };
  close(): void;
}

/** What the sandbox holds: a file in its folder, so that a rehearsal can be killed and resumed. */
export function openState(folder: string): State {
  const db = new DatabaseSync(join(folder, "parley.sqlite"));
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS item (no INTEGER PRIMARY KEY, list TEXT, key TEXT, body TEXT, UNIQUE (list, key))`);
  const insert = db.prepare("INSERT OR IGNORE INTO item (list, key, body) VALUES (?, ?, ?)");
  const select = db.prepare("SELECT no, body FROM item WHERE list = ? AND no > ? ORDER BY no LIMIT ?");
  return {
    isEmpty: () => db.prepare("SELECT no FROM item LIMIT 1").get() === undefined,
    add(list, item) {
      const key = KEYS[list].map((name) => item[name]);
      if (key.some((part) => typeof part !== "string" || part === "")) return "invalid";
      const { changes } = insert.run(list, JSON.stringify(key), JSON.stringify(item));
      return changes === 0 ? "exists" : "created";
    },
    page(list, { after, limit }) {
      const rows = select.all(list, after, limit);
      return { items: rows.map(({ body }) => JSON.parse(String(body))), last: Number(rows.at(-1)?.no ?? after) };
    },
    close: () => db.close(),
  };
}
