import type { Cursor, Extracted, Page, Reason, Unreadable } from "@chat-etl/sdk";
import * as z from "zod";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { cursorAt, resumeAt } from "../input/place.ts";
import { type ParseJson, parserOf } from "../json/exact-numbers.ts";
import { parseText } from "../json/json-text.ts";
import { type Line, LineScanner } from "./line-scanner.ts";

/** Most values of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

/** A page is also full when its lines take this many bytes. */
const PAGE_BYTES = 1_048_576;

/** Longest line that is held in memory, in bytes. Half of what fits into one string. */
const MAX_LINE_BYTES = 268_435_456;

export interface ReadLinesOptions {
  /** A page's cursor: yields what lies behind that page. */
  readonly after?: Cursor | undefined;
  readonly signal: AbortSignal;
  /** Most values of a page. Default: 500. */
  readonly pageSize?: number | undefined;
  /** How much is read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
  /**
   * Whether integers beyond 2^53 that a number would give other digits arrive as strings of their digits. Costs time
   * where there are any. Default: they are rounded, as JSON.parse does.
   */
  readonly exactNumbers?: boolean | undefined;
  /** Longest line, in bytes. A longer one is passed over and told as unreadable. Default: 256 MiB. */
  readonly maxLineBytes?: number | undefined;
}

/** The value of a line, or why there is none. Its origin is the line's number, from 1: `posts.jsonl:17`. */
export type LineValue =
  | (Extracted & { /** It had to be mended to be read: how. */ readonly repaired?: Reason })
  | Unreadable;

/** Values in the order of the file; the cursor stands behind the last one's line. */
export interface LinePage extends Page {
  readonly values: readonly LineValue[];
  readonly cursor: Cursor;
}

const LineState = z.object({ line: z.int().positive() });

/**
 * Reads JSON Lines: one JSON value on each line, in UTF-8. Lines with nothing but white space are passed over; one that
 * is no JSON is passed on as unreadable, and the reader goes on behind it.
 *
 * @throws ConfigError the input is not there, cannot be read, or has changed since `after`
 */
export async function* readJsonLines(from: InputOrPath, options: ReadLinesOptions): AsyncGenerator<LinePage, void> {
  const { after, signal, chunkBytes, pageSize = PAGE_SIZE, maxLineBytes: maxBytes = MAX_LINE_BYTES } = options;
  signal.throwIfAborted();
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    const behind = after === undefined ? undefined : await resumeAt(after, window, LineState);
    const scanner = new LineScanner({ maxBytes, behind: behind && { offset: behind.offset, line: behind.state.line } });
    for await (const page of pagesOf(window, scanner, { pageSize, maxBytes, parse: parserOf(options) })) {
      signal.throwIfAborted();
      yield page;
    }
  } finally {
    await window.close();
  }
}

async function* pagesOf(
  window: ByteWindow,
  scanner: LineScanner,
  { pageSize, ...how }: LineReading & { readonly pageSize: number },
): AsyncGenerator<LinePage, void> {
  let values: LineValue[] = [];
  let pageStart = 0;
  let last: Line | undefined;
  for (;;) {
    const step = scanner.next(window);
    if (typeof step === "object") {
      if (values.length === 0) pageStart = step.start;
      values.push(lineValue(step, window, how));
      last = step;
    }
    if (last !== undefined && values.length > 0) {
      // A long line may come: what it needs must not be held together with this page.
      const read = step === "more" ? window.end : last.end;
      if (step === "end" || values.length >= pageSize || read - pageStart >= PAGE_BYTES) {
        yield { values, cursor: cursorAt(last.end, window, { line: last.line }) };
        values = [];
      }
    }
    if (step === "end") return;
    if (step === "more") {
      // Up to the last line of a page that waits, the bytes are needed for its cursor.
      const waitingFrom = values.length > 0 ? last?.end : undefined;
      window.forget(Math.min(waitingFrom ?? scanner.neededFrom, scanner.neededFrom));
      await window.readOn();
    }
  }
}

interface LineReading {
  readonly maxBytes: number;
  readonly parse: ParseJson;
}

function lineValue(
  { start, textEnd, line, isTooLong }: Line,
  window: ByteWindow,
  { maxBytes, parse }: LineReading,
): LineValue {
  const origin = `${window.source.name}:${line}`;
  if (isTooLong) return { unreadable: tooLong(maxBytes), origin };
  return { ...parseText(window.bytes.subarray(start - window.offset, textEnd - window.offset), parse), origin };
}

function tooLong(maxBytes: number): Reason {
  const advice = "Check whether this is JSON Lines, with each value on a line of its own";
  return { code: "too-long", message: `The line is longer than ${maxBytes} bytes, the most that is read. ${advice}.` };
}
