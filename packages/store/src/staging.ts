import type { ChatRecord } from "@chat-etl/model";
import type { Cursor } from "@chat-etl/sdk";
import type { Database } from "./database.ts";
import { VANISHED } from "./own-reasons.ts";
import { pageRows, recordRow, type StagedPage, type StagingOptions } from "./page-rows.ts";
import { PageWriter } from "./page-writer.ts";
import { laterReading } from "./reading-row.ts";
import { StagingThread } from "./staging-thread.ts";

/** Of a source that was read before, records stay: they are given again, and compared again. */
const UNSEE = "DELETE FROM seen WHERE seq IN (SELECT seq FROM record WHERE stream = ?)";

export interface StreamState {
  readonly cursor: Cursor | undefined;
  readonly done: boolean;
}

/** The way in: pages of checked records. A page and its cursor commit together, on a thread of their own. */
export class Staging {
  readonly #db: Database;
  readonly #thread: StagingThread;

  constructor(db: Database) {
    this.#db = db;
    this.#thread = new StagingThread(db.path);
  }

  async stream(name: string): Promise<StreamState> {
    const row = this.#db.get("SELECT cursor, done FROM stream WHERE name = ?", name);
    return { cursor: row?.cursor == null ? undefined : String(row.cursor), done: row?.done === 1 };
  }

  /** Pages are about to come. Without it the first of them waits until the thread that saves them is there. */
  begin(): void {
    this.#thread.start();
  }

  /**
   * Resolves when there is room for another page, while those given are under way. They go to the disk in the order
   * they are given, a quarter of a second later at most, and behind one that fails none does. Nothing else may be asked
   * of the workspace before `saved`.
   *
   * @throws TransientError the disk is full or failing, be it met by this page or by one before it
   */
  async stage(page: StagedPage, options: StagingOptions): Promise<void> {
    await this.#thread.write(pageRows(page, options));
  }

  /** Resolves when every page that was given is on disk. @throws TransientError the disk is full or failing */
  async saved(): Promise<void> {
    await this.#thread.save();
  }

  /** Nothing is left to read. */
  async finish(stream: string): Promise<void> {
    this.#db.run(
      "INSERT INTO stream (name, cursor, done) VALUES (?, NULL, 1) ON CONFLICT DO UPDATE SET done = 1",
      stream,
    );
  }

  /** Forgets what an interrupted reading staged, for a stream that cannot go on where it was. */
  async restart(stream: string): Promise<void> {
    if (this.#db.get("SELECT 1 FROM stream WHERE name = ?", stream) === undefined) return;
    const again = laterReading(this.#db);
    this.#db.transaction(() => {
      if (again) this.#db.run(UNSEE, stream);
      else this.#db.run("DELETE FROM record WHERE stream = ?", stream);
      if (!again?.isPart)
        for (const table of ["refused", "dropped"])
          this.#db.run(`DELETE FROM ${table} WHERE stream = ? AND code <> ?`, stream, VANISHED.code);
      this.#db.run("DELETE FROM stream WHERE name = ?", stream);
    });
  }

  /** Adds records that the source does not have but the others need. Those staged already stay as they are. */
  add(records: readonly ChatRecord[], origin: string): void {
    new PageWriter(this.#db).add(
      origin,
      records.map((record) => recordRow({ record, origin })),
    );
  }

  /** Saves the pages that are under way and gives the thread's memory back. */
  async rest(): Promise<void> {
    await this.#thread.end();
  }
}
