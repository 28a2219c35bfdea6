import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { mattermostSource } from "../../src/index.ts";

/** What comes out of an export: records in the order of reading, and by which rules lines were left out. */
export interface Read {
  readonly records: readonly ChatRecord[];
  /** As `records`, of what other lines bring along. */
  readonly derived: readonly ChatRecord[];
  /** Codes of what was dropped, refused or could not be read. */
  readonly codes: readonly string[];
}

export async function readExport(path: string): Promise<Read> {
  const context = { signal: new AbortController().signal, logger: SILENT };
  const source = await mattermostSource.open({ path }, context);
  const read = { records: [] as ChatRecord[], derived: [] as ChatRecord[], codes: [] as string[] };
  for (const stream of ["people", "places", "threads"] as const)
    for await (const { values } of source.read(stream, context)) for (const one of values) keep(stream, one, read);
  return read;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer V)[] ? V[] : T[K] };

function keep(stream: keyof typeof mattermostSource.streams, one: object, read: Mutable<Read>): void {
  if (!("value" in one)) return void read.codes.push("unreadable");
  const { wire, normalize } = mattermostSource.streams[stream];
  const parsed = wire.safeParse(one.value);
  if (!parsed.success) return void read.codes.push("wire-shape");
  const normalized = normalize(parsed.data as never);
  if ("drop" in normalized) return void read.codes.push(normalized.drop.code);
  for (const entry of normalized) {
    if ("refused" in entry) read.codes.push(entry.refused.code);
    else if ("derived" in entry) read.derived.push(AnyRecord.parse(entry.derived));
    else read.records.push(AnyRecord.parse(entry));
  }
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
