import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import type { Extracted, Reason, Unreadable } from "@chat-etl/sdk";
import type { Span } from "./boundary-scanner.ts";
import type { ByteWindow } from "./byte-window.ts";

interface Indexed {
  /** Where in the document: one index per array, the root's first. */
  readonly index: readonly number[];
}

/** An element, parsed or given up. */
export type JsonElement = (Extracted & Indexed) | (Unreadable & Indexed);

type Parsed = { readonly value: unknown } | { readonly unreadable: Reason };

/**
 * Parses elements that follow each other in the window. Together if possible, because one long text costs the native
 * parser much less than many short ones; one by one if there is a bad one among them.
 */
export function parseElements(window: ByteWindow, spans: readonly Span[], depth: number): readonly JsonElement[] {
  const file = basename(window.path);
  const together = parseRun(window, spans, depth);
  return spans.map((span, at) => {
    const { start, index } = span;
    const origin = `${file}@${start}`;
    if (index.length < depth) return { unreadable: notAnArray(span), origin, index };
    const parsed = together ? { value: together[at] } : parseOne(window, span);
    return "value" in parsed
      ? { value: parsed.value, origin, index }
      : { unreadable: parsed.unreadable, origin, index };
  });
}

/** The values of all spans, those that stand where an array should included. Undefined: they cannot be read together. */
function parseRun(window: ByteWindow, spans: readonly Span[], depth: number): readonly unknown[] | undefined {
  const [first, last] = [spans.at(0), spans.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const run = parse(bytesOf(window, { start: first.start, end: last.end }), {
    before: "[".repeat(first.index.length),
    behind: "]".repeat(last.index.length),
  });
  if (!("value" in run) || !Array.isArray(run.value)) return undefined;
  const values: readonly unknown[] = run.value.flat(depth - 1);
  return values.length === spans.length ? values : undefined;
}

function parseOne(window: ByteWindow, span: Span): Parsed {
  return parse(bytesOf(window, span), { before: "", behind: "" });
}

function bytesOf({ bytes, offset }: ByteWindow, { start, end }: Pick<Span, "start" | "end">): Buffer {
  return bytes.subarray(start - offset, end - offset);
}

/** The parser's own message is left out: it quotes the text. */
function parse(bytes: Buffer, { before, behind }: { readonly before: string; readonly behind: string }): Parsed {
  if (!isUtf8(bytes)) {
    return { unreadable: { code: "not-utf8", message: "The element is not encoded in UTF-8: repair it in the file." } };
  }
  try {
    return { value: JSON.parse(`${before}${bytes.toString("utf8")}${behind}`) };
  } catch {
    return { unreadable: { code: "not-json", message: "The element is no valid JSON: repair it in the file." } };
  }
}

function notAnArray({ index }: Span): Reason {
  const message = `Level ${index.length} of the document holds a value where an array is expected: repair the file.`;
  return { code: "not-an-array", message };
}
