import { type ChatRecord, idOf, type Kind } from "@chat-etl/model";
import type { Cursor, Reason } from "@chat-etl/sdk";
import { numberOf } from "./kind-number.ts";
import { placeOf } from "./place-of.ts";

export interface StagedRecord {
  readonly record: ChatRecord;
  readonly origin: string;
}

/** A value that never became a record, refused or left out. `kind` is what its stream mainly holds. */
export interface Refusal {
  readonly kind: Kind;
  readonly origin: string;
  readonly reason: Reason;
}

/** A record that a transform dropped. */
export interface LeftOutRecord extends StagedRecord {
  /** The rule. */
  readonly reason: Reason;
  /** Others brought it along: it is not counted as read. */
  readonly isDerived: boolean;
}

/** What one page of a stream became. */
export interface StagedPage {
  readonly stream: string;
  /** Where to go on behind it. */
  readonly cursor: Cursor | undefined;
  readonly records: readonly StagedRecord[];
  /** Brought along by others: they yield to records of the same id, whichever comes first. */
  readonly derived: readonly StagedRecord[];
  readonly refusals: readonly Refusal[];
  readonly drops: readonly Refusal[];
  /** Missing: none. */
  readonly leftOut?: readonly LeftOutRecord[] | undefined;
}

export interface StagingOptions {
  /** Decides between messages of one instant that bring no rank of their own. */
  readonly newestFirst: boolean;
}

/** A record as the table keeps it, without what is decided when it is written. A list: names would cost as much as values. */
export type RecordRow = readonly [
  kind: number,
  id: string,
  conversation: string | null,
  user: string | null,
  at: number | null,
  /** Missing: the order of writing. */
  rank: number | null,
  shard: number,
  origin: string,
  json: string,
];

/** A page ready to be written: plain values that another thread can be given. */
export interface PageRows {
  readonly stream: string;
  readonly cursor: string | null;
  readonly newestFirst: boolean;
  readonly records: readonly RecordRow[];
  readonly derived: readonly RecordRow[];
  readonly refusals: readonly (Reason & { readonly kind: number; readonly origin: string })[];
  readonly drops: PageRows["refusals"];
  readonly leftOut: readonly LeftOutRow[];
}

/** A record that a transform dropped, and the rule. */
export interface LeftOutRow extends Reason {
  readonly kind: number;
  readonly id: string;
  readonly origin: string;
  readonly isDerived: boolean;
}

export function pageRows(page: StagedPage, { newestFirst }: StagingOptions): PageRows {
  return {
    stream: page.stream,
    cursor: page.cursor ?? null,
    newestFirst,
    records: page.records.map(recordRow),
    derived: page.derived.map(recordRow),
    refusals: page.refusals.map(reasonRow),
    drops: page.drops.map(reasonRow),
    leftOut: (page.leftOut ?? []).map(leftOutRow),
  };
}

function leftOutRow({ record, origin, reason, isDerived }: LeftOutRecord): LeftOutRow {
  return { ...reason, kind: numberOf(record.kind), id: idOf(record), origin, isDerived };
}

function reasonRow({ kind, origin, reason }: Refusal): PageRows["refusals"][number] {
  return { ...reason, kind: numberOf(kind), origin };
}

export function recordRow({ record, origin }: StagedRecord): RecordRow {
  const { conversation, user, at, rank = null } = placeOf(record);
  const shard = conversation === null ? 0 : hash(conversation);
  return [numberOf(record.kind), idOf(record), conversation, user, at, rank, shard, origin, JSON.stringify(record)];
}

/** FNV-1a over UTF-16 units: spreads conversations over shards, the same on every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
