import { TextDecoder } from "node:util";
import { ConfigError } from "@chat-etl/sdk";
import { CsvError, type Parser, parse } from "csv-parse";
import type { ByteWindow } from "../input/byte-window.ts";

/** Longest record that is held in memory, in bytes. */
const MAX_RECORD_BYTES = 16_777_216;

/** One record as it stands in the file. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Its first byte, or that of the empty lines before it. */
  readonly start: number;
  /** The byte behind it and its newline. */
  readonly end: number;
}

export interface CsvRecordsOptions {
  /** Parts the fields. */
  readonly delimiter: string;
  /** The byte where the reading begins, which is between two records. */
  readonly from: number;
}

/** What csv-parse calls the damages that a file may have, for people. */
const DAMAGES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is opened and never closed",
  CSV_INVALID_CLOSING_QUOTE: "something follows a closing quotation mark that is no delimiter",
  INVALID_OPENING_QUOTE: "a quotation mark stands inside a field that does not begin with one",
  CSV_MAX_RECORD_SIZE: `a record is larger than ${MAX_RECORD_BYTES} bytes, perhaps for a missing quotation mark`,
};

/**
 * The records of a CSV file, a chunk's worth at a time. Behind a damaged quotation mark nobody can tell where records
 * begin: it ends in an error, after the records before it were given.
 *
 * @throws ConfigError
 */
export async function* csvRecords(
  window: ByteWindow,
  { delimiter, from }: CsvRecordsOptions,
): AsyncGenerator<readonly CsvRecord[], void> {
  let records: CsvRecord[] = [];
  let start = from;
  const parser = parse({
    bom: from === 0,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    // Taken here, not from the stream: what stands before a damage would be lost with it.
    on_record: (fields: string[], { bytes }) => {
      records.push({ fields, start, end: from + bytes });
      start = from + bytes;
      return null;
    },
  });
  // Every failure is told to whoever writes; without a listener it would end the process besides.
  parser.on("error", () => {});
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isOver = false;
  for (let at = from; !isOver; at = window.end) {
    isOver = !(await hasMore(window, at));
    const bytes = Buffer.from(window.bytes.subarray(at - window.offset, window.end - window.offset));
    checkUtf8(decoder, bytes, { window, at, isOver });
    const error = await feed(parser, isOver ? undefined : bytes);
    const taken = records;
    records = [];
    if (taken.length > 0) yield taken;
    if (error !== undefined) throw csvFailure(window, error, start);
  }
}

/** Whether there are bytes behind `at`, reading on if need be. */
async function hasMore(window: ByteWindow, at: number): Promise<boolean> {
  if (window.end === at && !window.isComplete) await window.readOn();
  return window.end > at;
}

interface Stretch {
  readonly window: ByteWindow;
  readonly at: number;
  readonly isOver: boolean;
}

function checkUtf8(decoder: TextDecoder, bytes: Buffer, { window, at, isOver }: Stretch): void {
  try {
    decoder.decode(bytes, { stream: !isOver });
  } catch {
    const place = `between byte ${at} and byte ${window.end}`;
    throw new ConfigError(`"${window.source.path}" is not encoded in UTF-8 ${place}. Save it as CSV in UTF-8.`);
  }
}

/** Undefined bytes: there are no more. Tells what went wrong. */
async function feed(parser: Parser, bytes: Buffer | undefined): Promise<unknown> {
  return await new Promise((resolve) => {
    const done = (error?: unknown) => resolve(error ?? undefined);
    if (bytes === undefined) parser.end(done);
    else parser.write(bytes, done);
  });
}

function csvFailure({ source }: ByteWindow, error: unknown, behind: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const what = DAMAGES[error.code] ?? `it cannot be read (${error.code})`;
  const advice = "Repair it there, or export it again";
  return new ConfigError(`"${source.path}" is damaged in the record at byte ${behind}: ${what}. ${advice}.`);
}
