import { isUtf8 } from "node:buffer";
import type { Extracted, Reason, Unreadable } from "@chat-etl/sdk";
import type { ByteWindow } from "../input/byte-window.ts";
import type { Opening, Span } from "./boundary-scanner.ts";
import type { ParseJson } from "./exact-numbers.ts";
import type { Context } from "./frame.ts";
import { type ParsedText, parseText } from "./json-text.ts";
import type { Misplaced } from "./selection.ts";

/** Where an element was found, and what was said around it. */
interface Surroundings {
  /**
   * What each wildcard of the selection stood for, in order, and the element's index in its array: `[3, 17]` is
   * message 17 of chat 3 for `chats.list.*.messages`.
   */
  readonly keys: readonly (string | number)[];
  /** For each object on the way, the outermost first: those of its members that stand before the array and are small. */
  readonly context: readonly Context[];
}

/** An element, parsed or given up. */
export type JsonElement =
  | (Extracted & Surroundings & { /** It had to be mended to be read: how. */ readonly repaired?: Reason })
  | (Unreadable & Surroundings);

/** A selected array that was opened, be it an empty one. */
export interface JsonArray {
  /** Its opening bracket: `export.json@1024`. */
  readonly origin: string;
  /** What each wildcard of the selection stood for, in order: `[3]` is chat 3 for `chats.list.*.messages`. */
  readonly keys: readonly (string | number)[];
  /** The same as its elements have. */
  readonly context: readonly Context[];
}

export const MISPLACED: Readonly<Record<Misplaced, Reason>> = {
  "not-an-array": { code: "not-an-array", message: "There is a value where an array is expected: repair the file." },
  "no-list": {
    code: "no-list",
    message: "A document of the file has no list where the others have theirs: repair the file.",
  },
  "not-an-object": { code: "not-an-object", message: "There is a value where an object is expected: repair the file." },
};

/** How much is parsed together, in bytes. */
const GROUP_BYTES = 65_536;

/**
 * Where a group is put together, with brackets around it and commas between its runs. One for all readers, used and
 * left within one call: a buffer for every group would be garbage that the collector is slow to see.
 */
const WORKBENCH = Buffer.alloc(2 * GROUP_BYTES + 2);

export function arrayAt({ source }: ByteWindow, { start, keys, context }: Opening): JsonArray {
  return { origin: `${source.name}@${start}`, keys, context };
}

/** Parses elements of the window, in their order. */
export function parseElements(window: ByteWindow, spans: readonly Span[], parse: ParseJson): readonly JsonElement[] {
  return groupsOf(spans).flatMap((group) => parseGroup(window, group, parse));
}

/** Spans that are worth parsing together: one long text costs less than many short ones, until it leaves the cache. */
function groupsOf(spans: readonly Span[]): readonly (readonly Span[])[] {
  const groups: Span[][] = [];
  for (const span of spans) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && span.end - group[0].start <= GROUP_BYTES) group.push(span);
    else groups.push([span]);
  }
  return groups;
}

/** Together if possible; one by one if there is a bad one among them. */
function parseGroup(window: ByteWindow, spans: readonly Span[], parse: ParseJson): readonly JsonElement[] {
  const { name } = window.source;
  const elements = spans.filter((span) => span.misplaced === undefined);
  const together = parseTogether(window, elements, parse);
  let at = 0;
  return spans.map((span) => {
    const { start, keys, context, misplaced } = span;
    const origin = `${name}@${start}`;
    if (misplaced !== undefined) return { unreadable: MISPLACED[misplaced], origin, keys, context };
    if (together === undefined) return { ...parseOne(window, span, parse), origin, keys, context };
    at += 1;
    return { value: together[at - 1], origin, keys, context };
  });
}

/** The values of all spans. Undefined: they cannot be read together. */
function parseTogether(window: ByteWindow, spans: readonly Span[], parse: ParseJson): readonly unknown[] | undefined {
  if (spans.length < 2) return undefined;
  const bytes = joined(window, spans);
  if (!isUtf8(bytes)) return undefined;
  const values = parse(bytes.toString("utf8"));
  return Array.isArray(values) && values.length === spans.length ? values : undefined;
}

/** The spans as one JSON array, if each of them is JSON. */
function joined(window: ByteWindow, spans: readonly Span[]): Buffer {
  let length = 0;
  for (const { start, end } of runsOf(spans)) {
    length += WORKBENCH.write(length === 0 ? "[" : ",", length, "latin1");
    length += bytesOf(window, start, end).copy(WORKBENCH, length);
  }
  length += WORKBENCH.write("]", length, "latin1");
  return WORKBENCH.subarray(0, length);
}

/** Stretches of the window that hold elements and the commas between them, and nothing else. */
function runsOf(spans: readonly Span[]): readonly { readonly start: number; readonly end: number }[] {
  const runs: { start: number; end: number; arrayNo: number }[] = [];
  for (const { start, end, arrayNo } of spans) {
    const run = runs.at(-1);
    if (run?.arrayNo === arrayNo) run.end = end;
    else runs.push({ start, end, arrayNo });
  }
  return runs;
}

function parseOne(window: ByteWindow, { start, end }: Span, parse: ParseJson): ParsedText {
  return parseText(bytesOf(window, start, end), parse);
}

function bytesOf({ bytes, offset }: ByteWindow, start: number, end: number): Buffer {
  return bytes.subarray(start - offset, end - offset);
}
