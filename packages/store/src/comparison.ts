import { rmSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, KINDS, type Kind } from "@chat-etl/model";
import type { Seen, SourceCapabilities } from "@chat-etl/sdk";
import * as sql from "./comparison-sql.ts";
import { Database, type Row } from "./database.ts";
import { kindOf, numberOf } from "./kind-number.ts";
import type { Span } from "./loading.ts";

/** What a thing shows: a digest for each field, as JSON. */
type Shows = string;

interface SeenRow extends Omit<Seen, "content"> {
  readonly shows: Shows;
}

/** Something that the target should have. */
export interface ExpectedRow extends SeenRow {
  /** The staged record it comes from. */
  readonly seq: number;
}

/** Something that the target has. */
export interface FoundRow extends SeenRow {
  /** Where it was found: what is read twice is one thing. */
  readonly origin: string;
}

/** How what a target has can differ from what was sent. `foreign`: nobody sent it. `reordered`: it stands before the one it was sent after. */
export const SORTS = ["missing", "doubled", "changed", "foreign", "reordered"] as const;
export type Sort = (typeof SORTS)[number];

/** How much there is of a kind, and how it differs. */
export interface KindCounts extends Readonly<Record<Sort, number>> {
  readonly expected: number;
  /** Without what stands elsewhere. */
  readonly found: number;
  /** In conversations of ours, and not sent: people have added it since the load. No difference. */
  readonly newer: number;
  /** In no conversation of ours: it is no business of this load. No difference. */
  readonly elsewhere: number;
}

/** Something that differs. */
export interface Difference {
  readonly kind: Kind;
  readonly key: string;
  readonly conversation?: string | undefined;
  /** The record that it comes from; missing for what is foreign. */
  readonly seq?: number | undefined;
  /** Where it was found; missing for what is not there. */
  readonly origin?: string | undefined;
  /** What of it is changed. */
  readonly fields?: readonly string[] | undefined;
}

/** As a source declares it. */
type Order = SourceCapabilities["messageOrder"];

const FILE = "comparison.sqlite";
/** What is compared field by field at once. */
const PAGE = 1_000;

/**
 * What was sent and what was read back, side by side in a file of its own, so that memory stays flat. First all that is
 * expected, then all that is found, then `compare`, then the answers. The file is thrown away.
 */
export class Comparison {
  readonly #path: string;
  readonly #db: Database;
  readonly #order: Order;
  #place = 0;

  /** @param order in which the messages of a conversation are found; unordered: their order is not compared */
  constructor(folder: string, order: Order) {
    this.#path = join(folder, FILE);
    this.#order = order;
    this.#remove();
    this.#db = new Database(this.#path);
    this.#db.exec(sql.TABLES);
  }

  async expect(rows: readonly ExpectedRow[]): Promise<void> {
    this.#db.transaction(() => {
      for (const { kind, key, conversation, shows, seq, isOptional, isUnordered } of rows) {
        if (conversation !== undefined) this.#db.run(sql.OURS, conversation);
        const flags = [isOptional ? 0 : 1, isUnordered ? 0 : 1];
        this.#db.run(sql.EXPECT, numberOf(kind), key, conversation ?? null, shows, seq, ...flags);
      }
    });
  }

  /** Whether something is expected in this conversation. */
  isOurs(conversation: string): boolean {
    return this.#db.get(sql.IS_OURS, conversation) !== undefined;
  }

  async find(rows: readonly FoundRow[]): Promise<void> {
    this.#db.transaction(() => {
      for (const { kind, key, conversation, shows, at, origin } of rows) {
        this.#place += this.#order === "newest-first" ? -1 : 1;
        this.#db.run(sql.FIND, numberOf(kind), key, conversation ?? null, shows, at ?? null, origin, this.#place);
      }
    });
  }

  /**
   * @param cutOver what is foreign and came later was added by people
   * @param quiet what is foreign and came then, too
   * @param differing the fields of what was sent that are found otherwise
   */
  async compare({
    cutOver,
    quiet,
    differing,
  }: {
    readonly cutOver: EpochMs;
    readonly quiet: readonly Span[];
    readonly differing: (sent: Shows, found: Shows) => readonly string[];
  }): Promise<void> {
    this.#db.exec(sql.INDEXES);
    this.#db.exec(sql.JUDGE);
    this.#compareFields(differing);
    this.#db.run(sql.ADDED_SINCE, cutOver);
    for (const { from, to } of quiet) this.#db.run(sql.ADDED_BETWEEN, from, to);
    this.#db.exec(sql.MISSING);
    if (this.#order !== "unordered") this.#db.exec(sql.REORDERED);
  }

  counts(): Readonly<Record<Kind, KindCounts>> {
    const rows = new Map(this.#db.all(sql.COUNTS).map((row) => [Number(row.kind), row]));
    const entries = KINDS.map((kind): [Kind, KindCounts] => [kind, countsOf(rows.get(numberOf(kind)))]);
    return Object.fromEntries(entries) as Record<Kind, KindCounts>;
  }

  /** The first things that differ in one way. */
  samples(sort: Sort, limit: number): readonly Difference[] {
    const query = sort === "missing" || sort === "reordered" ? sql.SAMPLES_OF_SENT : sql.SAMPLES_OF_FOUND;
    return this.#db.all(query, sort, limit).map(differenceOf);
  }

  /** Every conversation that something is expected in. */
  *conversations(): Generator<string> {
    for (const { conversation } of this.#db.each("SELECT conversation FROM ours")) yield String(conversation);
  }

  /** The messages that a conversation should have, and those it has, in order: what they are found by, and what they show. */
  *messages(side: "expected" | "found", conversation: string): Generator<string> {
    const query = side === "expected" ? sql.SENT_MESSAGES : sql.FOUND_MESSAGES;
    for (const { line } of this.#db.each(query, conversation)) yield String(line);
  }

  close(): void {
    this.#db.close();
    this.#remove();
  }

  /** What does not show the very same may still show all that was sent. */
  #compareFields(differing: (sent: Shows, found: Shows) => readonly string[]): void {
    for (;;) {
      const rows = this.#db.all(sql.UNLIKE, PAGE);
      if (rows.length === 0) return;
      this.#db.transaction(() => {
        for (const { n, shows, sent } of rows) {
          const ways: readonly Shows[] = JSON.parse(String(sent));
          const fields = ways.map((way) => differing(way, String(shows)));
          const least = fields.toSorted((one, other) => one.length - other.length)[0] ?? [];
          this.#db.run(sql.JUDGED, least.length === 0 ? "same" : "changed", least.join(" "), n ?? 0);
        }
      });
    }
  }

  #remove(): void {
    for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(`${this.#path}${end}`, { force: true });
  }
}

function countsOf(row: Row | undefined): KindCounts {
  const count = (name: string) => Number(row?.[name] ?? 0);
  return {
    expected: count("expected"),
    found: count("found"),
    missing: count("missing"),
    doubled: count("doubled"),
    changed: count("changed"),
    foreign: count("foreign_"),
    reordered: count("reordered"),
    newer: count("newer"),
    elsewhere: count("elsewhere"),
  };
}

function differenceOf(row: Row): Difference {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? undefined : String(row[name]));
  return {
    kind: kindOf(Number(row.kind)),
    key: String(row.key),
    conversation: text("conversation"),
    seq: typeof row.seq === "number" ? row.seq : undefined,
    origin: text("origin"),
    fields: text("fields")?.split(" "),
  };
}
