import { type EpochMs, KINDS, type Kind } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { kindOf } from "./kind-number.ts";
import { NAME } from "./name-of-record.ts";
import type { Group } from "./tallies.ts";

/** What a reading found to be other than the reading before it. */
export interface DeltaCounts {
  /** Given for the first time. */
  readonly fresh: number;
  readonly equal: number;
  readonly changed: number;
  /** Given before, and no more. Of a part that was read again nobody knows: 0. */
  readonly vanished: number;
}

/** A source that was read again: what the last reading found. */
export interface Delta {
  /** From 2 on: the how manieth reading. */
  readonly reading: number;
  readonly beganAt: EpochMs;
  /** Only what came since was asked for. Missing: everything. */
  readonly since?: EpochMs;
  /** Whether it was read to its end; the counts are 0 until then. */
  readonly done: boolean;
  readonly kinds: Readonly<Record<Kind, DeltaCounts>>;
  /** What of the target is not, or not any more, as the source has it; and what changed before it was sent. */
  readonly changes: readonly Group[];
}

const NONE: DeltaCounts = { fresh: 0, equal: 0, changed: 0, vanished: 0 };

const CHANGES = `
  SELECT r.kind, sent, fields, count(*) AS count, min(${NAME}) AS sample
  FROM change CROSS JOIN record AS r USING (seq) GROUP BY r.kind, sent, fields ORDER BY r.kind, count(*) DESC`;

/** Missing: the source was read once only, or not yet. */
export function deltaReport(db: Database): Delta | undefined {
  const row = db.get("SELECT * FROM reading WHERE id > 1 ORDER BY id DESC LIMIT 1");
  if (row === undefined) return undefined;
  const counts = new Map(
    db.all("SELECT * FROM reading_count WHERE reading = ?", Number(row.id)).map((one) => [Number(one.kind), one]),
  );
  const kinds = KINDS.map((kind, number) => [kind, countsOf(counts.get(number))] as const);
  return {
    reading: Number(row.id),
    beganAt: Number(row.began_at),
    ...(row.since === null ? {} : { since: Number(row.since) }),
    done: row.done === 1,
    kinds: Object.fromEntries(kinds) as Delta["kinds"],
    changes: changesOf(db.all(CHANGES)),
  };
}

function countsOf(row: Row | undefined): DeltaCounts {
  if (row === undefined) return NONE;
  const { fresh, equal, changed, vanished } = row;
  return { fresh: Number(fresh), equal: Number(equal), changed: Number(changed), vanished: Number(vanished) };
}

/** One group for each kind and code; which fields changed is told in its message, never what they hold. */
function changesOf(rows: readonly Row[]): readonly Group[] {
  const byCode = Map.groupBy(rows, (row) => `${row.kind} ${codeOf(row)}`);
  return [...byCode.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const code = codeOf(first);
    const count = same.reduce((sum, row) => sum + Number(row.count), 0);
    const message = `${MESSAGES[code]}${code === "vanished" ? "" : ` Fields: ${fieldsOf(same)}.`}`;
    return [{ kind: kindOf(Number(first.kind)), code, message, count, sample: String(first.sample) }];
  });
}

const MESSAGES = {
  changed: "Changed at the source after they were sent; the target keeps what it has.",
  "changed-unsent": "Changed at the source before they were sent; they go in as they are there.",
  vanished: "Gone from the source after they were sent; the target keeps them.",
} as const;

function codeOf({ sent, fields }: Row): keyof typeof MESSAGES {
  if (fields === null) return "vanished";
  return sent === 1 ? "changed" : "changed-unsent";
}

/** `text 12, editedAt 12`: each with how many records differ in it. */
function fieldsOf(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const { fields, count } of rows) {
    for (const name of String(fields).split(",")) counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return [...counts].map(([name, count]) => `${name} ${count.toLocaleString("en-US")}`).join(", ");
}
