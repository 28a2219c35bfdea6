import { AnyRecord, KINDS } from "@chat-etl/model";
import { ConfigError, type Logger, RecordError } from "@chat-etl/sdk";
import type { Mapping } from "../mapping/mapping.ts";
import { normalizeValue } from "../normalize.ts";
import { Files } from "../read/files.ts";
import { readStream } from "../read/read-stream.ts";
import { readTables } from "../read/read-tables.ts";
import type { WireValue } from "../wire.ts";
import type { Sample } from "./sample.ts";

/** What a mapping makes of a sample. */
export interface Trial {
  readonly messages: number;
  /** Of the messages, those that say something, and those that somebody wrote. */
  readonly withText: number;
  readonly withAuthor: number;
  /** How many different ids the messages have: of two with one id only the later stays. */
  readonly ids: number;
  /** Values of which good records were made. */
  readonly good: number;
  readonly rejected: number;
  /** Values of which nothing is made, for no rule is for them. */
  readonly unused: number;
}

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Times that tell no zone are tried in this one. */
const ANY_ZONE = "UTC";

/** Reads a sample by a mapping, as a run does. */
export async function tryMapping(mapping: Mapping, sample: Sample, signal: AbortSignal): Promise<Trial> {
  const files = new Files(
    sample.path,
    sample.files.map(({ file }) => file),
  );
  const seen = new Set<string>();
  const counts = { messages: 0, ids: 0, withText: 0, withAuthor: 0, good: 0, rejected: 0, unused: 0 };
  try {
    const tables = await readTables(mapping.tables, { files, signal });
    const env = { dates: mapping.dates, zone: mapping.zone ?? ANY_ZONE, tables };
    for (const kind of KINDS)
      for await (const { values } of readStream(
        kind,
        { mapping, mappingDigest: "", files, env, logger: SILENT },
        { signal },
      ))
        for (const one of values) {
          if ("value" in one) count(one.value as WireValue, counts, seen);
          else counts.rejected += 1;
        }
  } catch (error) {
    // It is not for these files. What it made of others counts.
    if (!(error instanceof ConfigError)) throw error;
    counts.rejected += 1;
  }
  return counts;
}

function count(value: WireValue, counts: { -readonly [K in keyof Trial]: number }, seen: Set<string>): void {
  try {
    const made = normalizeValue(value);
    if ("drop" in made) {
      if (made.drop.code === "no-rule") counts.unused += 1;
      return;
    }
    if (!made.some((one) => "refused" in one)) counts.good += 1;
    for (const one of made) {
      const record = AnyRecord.safeParse("derived" in one ? one.derived : one);
      if (!record.success) counts.rejected += 1;
      else if (record.data.kind === "message") {
        counts.messages += 1;
        counts.ids = seen.add(record.data.id).size;
        if (record.data.text !== "") counts.withText += 1;
        if (record.data.authorId !== null) counts.withAuthor += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    counts.rejected += 1;
  }
}
