import type { ConfigError, Cursor, Page } from "@chat-etl/sdk";
import * as z from "zod";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { cursorAt, resumeAt } from "../input/place.ts";
import { BoundaryScanner, framesBehind, type Span, type Step } from "./boundary-scanner.ts";
import { damageError, tooLargeError } from "./json-damage.ts";
import { type JsonElement, parseElements } from "./parse-elements.ts";
import { parseSelection, type Selection } from "./selection.ts";
import type { DocumentEnd } from "./trail.ts";

/** Most elements of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

/** A page is also full when its elements take this many bytes of the source. */
const PAGE_BYTES = 1_048_576;

/** What a page may hold on to when what comes between its elements is large, in bytes. */
const HELD_BYTES = 2 * PAGE_BYTES;

/** Largest element that is held in memory, in bytes. Half of what fits into one string. */
const MAX_ELEMENT_BYTES = 268_435_456;

export interface ReadJsonOptions {
  /**
   * The arrays whose elements are wanted: keys and wildcards from the root, `messages` or `chats.list.*.messages`.
   * `*` is every member of an array or an object, `[]` every element of an array and nothing else. Empty: the root
   * array. As an array of steps, keys may contain dots.
   */
  readonly select: string | Selection;
  /** A page's cursor: yields what lies behind that page. */
  readonly after?: Cursor | undefined;
  readonly signal: AbortSignal;
  /** Whether further documents may follow the first; each is read alike. Default: that is damage. */
  readonly concatenated?: boolean | undefined;
  /** Called once when everything is read, with what the last document said. */
  onEnd?(document: DocumentEnd): void;
  /** Most elements of a page. Default: 500. */
  readonly pageSize?: number | undefined;
  /** How much is read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
  /** Largest element, in bytes. Default: 256 MiB. */
  readonly maxElementBytes?: number | undefined;
}

/** Elements in the order of the document, each with its place; the cursor stands behind the last one. */
export interface JsonPage extends Page {
  readonly values: readonly JsonElement[];
  readonly cursor: Cursor;
}

/** What a cursor says beside the place: the open arrays and objects there. */
const JsonState = z.object({
  frames: z
    .array(
      z.strictObject({
        isArray: z.boolean(),
        key: z.union([z.string(), z.int()]),
        count: z.int().nonnegative(),
        members: z.string(),
      }),
    )
    .min(1),
});

/**
 * Reads the elements of the selected arrays of one giant JSON document in flat memory: what is held is a page and a
 * chunk, whatever the size of the document. Nothing is read until asked. An element that is no JSON is passed on as
 * unreadable; a document whose elements cannot be told apart any more ends in an error, after the elements before that
 * place were yielded. An array that stands twice under the same key is read twice.
 *
 * What an object says before the array is in each element's `context`. What it says behind the array comes too late
 * for them; that of the outermost object is told to `onEnd`.
 *
 * @throws ConfigError the input is not there, cannot be read, is broken or not of the selected shape, has changed since
 * `after`, or an element is too large
 */
export async function* readJson(from: InputOrPath, options: ReadJsonOptions): AsyncGenerator<JsonPage, void> {
  const { select, after, signal, chunkBytes, concatenated } = options;
  signal.throwIfAborted();
  const selection = parseSelection(select);
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    const behind = after === undefined ? undefined : await placeOf(after, window, selection);
    yield* pagesOf(window, new BoundaryScanner({ selection, concatenated, behind }), options);
  } finally {
    await window.close();
  }
}

async function placeOf(after: Cursor, window: ByteWindow, selection: Selection) {
  const schema = JsonState.refine(({ frames }) => frames.length <= selection.length + 1);
  const { offset, state } = await resumeAt(after, window, schema);
  return { offset, frames: state.frames };
}

async function* pagesOf(
  window: ByteWindow,
  scanner: BoundaryScanner,
  options: ReadJsonOptions,
): AsyncGenerator<JsonPage, void> {
  let spans: Span[] = [];
  for (;;) {
    const step = scanner.next(window);
    const failure = failureOf(step, { window, scanner, options });
    if (step.type === "element" && failure === undefined) spans.push(step.span);
    const isOver = failure !== undefined || step.type === "end";
    const last = spans.at(-1);
    const holdsMuch = last !== undefined && step.type === "more" && window.end - (spans[0]?.start ?? 0) > HELD_BYTES;
    if (last && (isOver || holdsMuch || isFull(spans, options.pageSize ?? PAGE_SIZE))) {
      options.signal.throwIfAborted();
      const cursor = cursorAt(last.end, window, { frames: framesBehind(last) });
      yield { values: parseElements(window, spans), cursor };
      spans = [];
    }
    if (failure) throw failure;
    if (step.type === "end") return options.onEnd?.(step.document);
    if (step.type === "more") {
      window.forget(spans[0]?.start ?? scanner.neededFrom);
      await window.readOn();
    }
  }
}

interface Reading {
  readonly window: ByteWindow;
  readonly scanner: BoundaryScanner;
  readonly options: ReadJsonOptions;
}

function failureOf(step: Step, { window, scanner, options }: Reading): ConfigError | undefined {
  const { path } = window.source;
  if (step.type === "damage") return damageError(path, step.damage);
  if (step.type === "end") return undefined;
  const { start, end } = step.type === "element" ? step.span : { start: scanner.neededFrom, end: window.end };
  const maxBytes = options.maxElementBytes ?? MAX_ELEMENT_BYTES;
  return end - start > maxBytes ? tooLargeError(path, { start, maxBytes }) : undefined;
}

function isFull(spans: readonly Span[], pageSize: number): boolean {
  const bytes = (spans.at(-1)?.end ?? 0) - (spans.at(0)?.start ?? 0);
  return spans.length >= pageSize || bytes >= PAGE_BYTES;
}
