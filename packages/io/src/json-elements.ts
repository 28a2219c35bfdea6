import type { ConfigError, Cursor, Page } from "@chat-etl/sdk";
import { BoundaryScanner, type Span, type Step } from "./boundary-scanner.ts";
import { type ByteWindow, openWindow } from "./byte-window.ts";
import { cursorBehind, spanBefore } from "./json-cursor.ts";
import { damageError, tooLargeError } from "./json-damage.ts";
import { type JsonElement, parseElements } from "./parse-elements.ts";

/** Most elements of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

/** A page is also full when its elements take this many bytes of the file. */
const PAGE_BYTES = 1_048_576;

/** How much is read at once, in bytes: enough for full disk speed, little beside a page. */
const CHUNK_BYTES = 524_288;

/** Largest element that is held in memory, in bytes. Half of what fits into one string. */
const MAX_ELEMENT_BYTES = 268_435_456;

export interface JsonElementsOptions {
  /** 1: the elements of the root array. 2: the elements of the arrays inside the root array. */
  readonly depth: number;
  /** A page's cursor: yields what lies behind that page, without reading what lies before. */
  readonly after?: Cursor | undefined;
  readonly signal: AbortSignal;
  /** Called once when the document is read to its end, with the number of elements of the root array. */
  onEnd?(rootLength: number): void;
  /** Most elements of a page. Default: 500. */
  readonly pageSize?: number | undefined;
  /** How much is read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
  /** Largest element, in bytes. Default: 256 MiB. */
  readonly maxElementBytes?: number | undefined;
}

/** Elements in the order of the file, each with its place; the cursor stands behind the last one. */
export interface JsonPage extends Page {
  readonly values: readonly JsonElement[];
  readonly cursor: Cursor;
}

/**
 * Reads the elements of one giant JSON array in flat memory: what is held is a page and a chunk, whatever the size of
 * the file. Nothing is read until asked. An element that is no JSON is passed on as unreadable; a document whose
 * elements cannot be told apart any more ends in an error, after the elements before that place were yielded.
 *
 * @throws ConfigError the file is not there, cannot be read, is broken or not an array, has changed since `after`, or
 * an element is too large
 */
export async function* readJsonElements(path: string, options: JsonElementsOptions): AsyncGenerator<JsonPage, void> {
  const { depth, after, signal, chunkBytes = CHUNK_BYTES } = options;
  signal.throwIfAborted();
  const window = await openWindow(path, { chunkBytes, signal });
  try {
    const behind = after === undefined ? undefined : spanBefore(after, { path, facts: window.facts, depth });
    if (behind) window.seek(behind.end);
    yield* pagesOf(window, new BoundaryScanner({ depth, behind }), options);
  } finally {
    await window.close();
  }
}

async function* pagesOf(
  window: ByteWindow,
  scanner: BoundaryScanner,
  options: JsonElementsOptions,
): AsyncGenerator<JsonPage, void> {
  let spans: Span[] = [];
  for (;;) {
    const step = scanner.next(window);
    const failure = failureOf(step, { window, scanner, options });
    if (step.type === "element" && failure === undefined) spans.push(step.span);
    const isOver = failure !== undefined || step.type === "end";
    const last = spans.at(-1);
    if (last && (isOver || isFull(spans, options.pageSize ?? PAGE_SIZE))) {
      options.signal.throwIfAborted();
      yield { values: parseElements(window, spans, options.depth), cursor: cursorBehind(last, window.facts) };
      spans = [];
    }
    if (failure) throw failure;
    if (step.type === "end") return options.onEnd?.(step.rootLength);
    if (step.type === "more") {
      window.forget(spans[0]?.start ?? scanner.neededFrom);
      await window.readOn();
    }
  }
}

interface Reading {
  readonly window: ByteWindow;
  readonly scanner: BoundaryScanner;
  readonly options: JsonElementsOptions;
}

function failureOf(step: Step, { window, scanner, options }: Reading): ConfigError | undefined {
  if (step.type === "damage") return damageError(window.path, step.damage);
  if (step.type === "end") return undefined;
  const { start, end } = step.type === "element" ? step.span : { start: scanner.neededFrom, end: window.end };
  const maxBytes = options.maxElementBytes ?? MAX_ELEMENT_BYTES;
  return end - start > maxBytes ? tooLargeError(window.path, { start, maxBytes }) : undefined;
}

function isFull(spans: readonly Span[], pageSize: number): boolean {
  const bytes = (spans.at(-1)?.end ?? 0) - (spans.at(0)?.start ?? 0);
  return spans.length >= pageSize || bytes >= PAGE_BYTES;
}
