import { isUtf8 } from "node:buffer";
import type { Cursor, Page, Reason } from "@chat-etl/sdk";
import { jsonVerifier } from "stream-json/core/utils/verifier.js";
import * as z from "zod";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { cursorAt, resumeAt } from "../input/place.ts";
import type { LineValue } from "../rows/read-json-lines.ts";
import { parserOf } from "./exact-numbers.ts";
import { tooLargeError } from "./json-damage.ts";
import { parseText } from "./json-text.ts";
import { MAX_ELEMENT_BYTES, type ReadJsonOptions } from "./read-json.ts";

export type ReadDocumentOptions = Pick<
  ReadJsonOptions,
  "after" | "signal" | "exactNumbers" | "chunkBytes" | "maxElementBytes"
>;

/** The one value of a document, or why there is none. */
export interface DocumentPage extends Page {
  readonly values: readonly [LineValue];
  readonly cursor: Cursor;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** How many characters the verifier wants to see behind a damage, at least. */
const LOOKAHEAD = 32;

const DocumentState = z.object({ isRead: z.literal(true) });

/**
 * Reads a small JSON document as one value: one page, whose origin is the name of the input. A damaged document is
 * passed on as unreadable, with the byte of the damage as its origin: `group_info.json@17`.
 *
 * @throws ConfigError the input is not there, cannot be read, has changed since `after`, or is too large
 */
export async function* readDocument(
  from: InputOrPath,
  options: ReadDocumentOptions,
): AsyncGenerator<DocumentPage, void> {
  const { after, signal, chunkBytes } = options;
  signal.throwIfAborted();
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    if (after === undefined) yield await wholeOf(window, options);
    else await resumeAt(after, window, DocumentState);
  } finally {
    await window.close();
  }
}

async function wholeOf(window: ByteWindow, options: ReadDocumentOptions): Promise<DocumentPage> {
  const { maxElementBytes: maxBytes = MAX_ELEMENT_BYTES } = options;
  const { path, name } = window.source;
  while (!window.isComplete) {
    await window.readOn();
    if (window.end > maxBytes) throw tooLargeError(path, { start: 0, maxBytes });
  }
  const bytes = window.bytes.subarray(0, window.end);
  const start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const parsed = parseText(bytes.subarray(start), parserOf(options));
  const cursor = cursorAt(window.end, window, { isRead: true });
  if (!("unreadable" in parsed)) return { values: [{ ...parsed, origin: name }], cursor };
  const offset = start + damageOf(bytes.subarray(start));
  return { values: [{ unreadable: aboutDocument(parsed.unreadable), origin: `${name}@${offset}` }], cursor };
}

function aboutDocument({ code, message }: Reason): Reason {
  return { code, message: message.replace("The element", "The document") };
}

/** Where a text stops being JSON in UTF-8, in bytes: at its end, if nothing but an end is missing. */
function damageOf(bytes: Buffer): number {
  if (!isUtf8(bytes)) return firstBadByte(bytes);
  // Escapes that would be mended are no damage: something of their length stands in for them.
  const text = bytes
    .toString("utf8")
    .replace(/\\(?:x[0-9a-fA-F]{2}|[\s\S])/g, (whole) => (whole.length > 2 ? "----" : whole));
  try {
    // What it cannot tell for sure from so few characters it does not tell: white space makes up for them.
    jsonVerifier()(text.padEnd(text.length + LOOKAHEAD));
  } catch (error) {
    const offset = error instanceof Error && "offset" in error ? Number(error.offset) : text.length;
    return Buffer.byteLength(text.slice(0, offset));
  }
  return bytes.length;
}

/** The first byte that is not written the same again. */
function firstBadByte(bytes: Buffer): number {
  const rewritten = Buffer.from(bytes.toString("utf8"));
  const at = bytes.findIndex((byte, index) => byte !== rewritten[index]);
  return at < 0 ? bytes.length : at;
}
