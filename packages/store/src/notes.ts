import type { Database } from "./database.ts";

/** What a workspace remembers beside its records: short texts, by name. */
export class Notes {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async get(name: string): Promise<string | undefined> {
    const row = this.#db.get("SELECT value FROM meta WHERE key = ?", name);
    return row && String(row.value);
  }

  async set(name: string, text: string): Promise<void> {
    this.#db.run("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", name, text);
  }

  async delete(name: string): Promise<void> {
    this.#db.run("DELETE FROM meta WHERE key = ?", name);
  }
}
