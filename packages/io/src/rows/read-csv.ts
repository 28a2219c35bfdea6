import { ConfigError, type Cursor, type Extracted, type Page, type Unreadable } from "@chat-etl/sdk";
import * as z from "zod";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { cursorAt, resumeAt } from "../input/place.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";

/** Most values of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

export interface ReadCsvOptions {
  /** A page's cursor: yields what lies behind that page. */
  readonly after?: Cursor | undefined;
  readonly signal: AbortSignal;
  /** Parts the fields. Default: a comma. */
  readonly delimiter?: string | undefined;
  /** Most values of a page. Default: 500. */
  readonly pageSize?: number | undefined;
  /** How much is read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
}

/** What a cursor says beside the place: the header, which will not be read again. */
const CsvState = z.object({ columns: z.array(z.string()) });

/**
 * Reads CSV (RFC 4180) in UTF-8, of which the first record names the columns. Each value is an object of strings; its
 * origin is the byte it begins at: `users.csv@1024`. Empty lines are passed over; a record with more or fewer
 * fields than there are columns is passed on as unreadable.
 *
 * @throws ConfigError the input is not there, cannot be read, is damaged, has no or a doubtful header, or has changed
 * since `after`
 */
export async function* readCsv(from: InputOrPath, options: ReadCsvOptions): AsyncGenerator<Page, void> {
  const { after, signal, delimiter = ",", pageSize = PAGE_SIZE, chunkBytes } = options;
  signal.throwIfAborted();
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    const behind = after === undefined ? undefined : await resumeAt(after, window, CsvState);
    const start = behind?.offset ?? 0;
    let columns: readonly string[] | undefined = behind?.state.columns;
    for await (const records of csvRecords(window, { delimiter, from: start })) {
      const rows = columns === undefined ? records.slice(1) : records;
      columns ??= columnsOf(records[0], window);
      yield* pagesOf(rows, { window, columns, pageSize });
      window.forget(records.at(-1)?.end ?? start);
    }
  } finally {
    await window.close();
  }
}

interface Table {
  readonly window: ByteWindow;
  readonly columns: readonly string[];
  readonly pageSize: number;
}

function* pagesOf(records: readonly CsvRecord[], { window, columns, pageSize }: Table): Generator<Page, void> {
  for (let at = 0; at < records.length; at += pageSize) {
    const page = records.slice(at, at + pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    const cursor = cursorAt(last.end, window, { columns });
    yield { values: page.map((record) => rowOf(record, columns, window.source.name)), cursor };
  }
}

function rowOf({ fields, start }: CsvRecord, columns: readonly string[], name: string): Extracted | Unreadable {
  const origin = `${name}@${start}`;
  if (fields.length === columns.length) {
    return { value: Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ""])), origin };
  }
  const message = `The record has ${fields.length} fields, the header ${columns.length}: repair it in the file.`;
  return { unreadable: { code: "wrong-field-count", message }, origin };
}

/** Two columns of one name, or one without, would lose what stands in them. */
function columnsOf(header: CsvRecord | undefined, { source }: ByteWindow): readonly string[] {
  const columns = header?.fields ?? [];
  const doubtful = columns.find((column, at) => column === "" || columns.indexOf(column) < at);
  if (doubtful === undefined) return columns;
  const what = doubtful === "" ? "has a column without a name" : `has two columns named "${doubtful}"`;
  throw new ConfigError(`"${source.path}" ${what} in its first line. Name them differently there.`);
}
