import type { ConfigError, Cursor, Page } from "@chat-etl/sdk";
import * as z from "zod";
import { type ByteWindow, type InputOrPath, openWindow } from "../input/byte-window.ts";
import { resumeAt } from "../input/place.ts";
import { BoundaryScanner, type Step } from "./boundary-scanner.ts";
import { parserOf } from "./exact-numbers.ts";
import { damageError, tooLargeError } from "./json-damage.ts";
import { PageMaker } from "./page-maker.ts";
import type { JsonArray, JsonElement } from "./parse-elements.ts";
import { parseSelection, type Selection } from "./selection.ts";
import type { DocumentEnd } from "./trail.ts";

/** Most elements of a page, unless the caller says otherwise. */
const PAGE_SIZE = 500;

/** Largest element that is held in memory, in bytes. Half of what fits into one string. */
export const MAX_ELEMENT_BYTES = 268_435_456;

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
  /**
   * Whether a document may be of another kind than the selection wants, an array where it wants an object: it is passed
   * over and `isFound` is false. Default: that is damage.
   */
  readonly anyRoot?: boolean | undefined;
  /**
   * The list, by its name in the outermost object, that each document must have: one without, or of another kind, is
   * passed on as unreadable (`no-list`), with the byte of its last bracket. For a selection that begins with `*`. Default:
   * none, a document without a list is passed over.
   */
  readonly mustHold?: string | undefined;
  /**
   * Whether integers beyond 2^53 that a number would give other digits arrive as strings of their digits. Costs time
   * where there are any. Default: they are rounded, as JSON.parse does.
   */
  readonly exactNumbers?: boolean | undefined;
  /** Called once when everything is read, with what the last document said. */
  onEnd?(document: DocumentEnd): void;
  /** Most elements of a page. Default: 500. */
  readonly pageSize?: number | undefined;
  /** How much is read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
  /** Largest element, in bytes. Default: 256 MiB. */
  readonly maxElementBytes?: number | undefined;
}

/** Elements in the order of the document, each with its place; the cursor stands behind the last one, or array. */
export interface JsonPage extends Page {
  readonly values: readonly JsonElement[];
  /**
   * The selected arrays that were opened since the page before, in order: each is told once, in the page of its first
   * element or an earlier one, also if it is empty. So a page may have arrays and no values.
   */
  readonly arrays: readonly JsonArray[];
  readonly cursor: Cursor;
}

/** What a cursor says beside the place: the open arrays and objects there. */
const JsonState = z.object({
  /** False: the document has not shown the list that it must have. */
  isHeld: z.boolean().default(true),
  /** None: it stands behind a document. */
  frames: z.array(
    z.strictObject({
      isArray: z.boolean(),
      key: z.union([z.string(), z.int()]),
      count: z.int().nonnegative(),
      members: z.string(),
    }),
  ),
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
  const { select, after, signal, chunkBytes, concatenated, anyRoot, mustHold } = options;
  const parse = parserOf(options);
  signal.throwIfAborted();
  const selection = parseSelection(select);
  const window = await openWindow(from, { chunkBytes, signal });
  try {
    const behind = after === undefined ? undefined : await placeOf(after, window, selection);
    const scanner = new BoundaryScanner({ selection, parse, concatenated, anyRoot, mustHold, behind });
    yield* pagesOf(scanner, { window, maker: new PageMaker(window, parse), options });
  } finally {
    await window.close();
  }
}

async function placeOf(after: Cursor, window: ByteWindow, selection: Selection) {
  const schema = JsonState.refine(({ frames }) => frames.length <= selection.length + 1);
  const { offset, state } = await resumeAt(after, window, schema);
  return { offset, ...state };
}

interface Reading {
  readonly window: ByteWindow;
  readonly maker: PageMaker;
  readonly options: ReadJsonOptions;
}

async function* pagesOf(scanner: BoundaryScanner, reading: Reading): AsyncGenerator<JsonPage, void> {
  const { window, maker, options } = reading;
  for (;;) {
    const step = scanner.next(window);
    const failure = failureOf(step, scanner, reading);
    if (failure === undefined) maker.take(step);
    const isOver = failure !== undefined || step.type === "end";
    const holdsMuch = step.type === "more" && maker.holdsMuch;
    if (!maker.isEmpty && (isOver || holdsMuch || maker.isFull(options.pageSize ?? PAGE_SIZE))) {
      options.signal.throwIfAborted();
      yield maker.page();
    }
    if (failure) throw failure;
    if (step.type === "end") return options.onEnd?.(step.document);
    if (step.type === "more") {
      window.forget(maker.neededFrom ?? scanner.neededFrom);
      await window.readOn();
    }
  }
}

function failureOf(step: Step, scanner: BoundaryScanner, { window, options }: Reading): ConfigError | undefined {
  const { path } = window.source;
  if (step.type === "damage") return damageError(path, step.damage);
  if (step.type === "end" || step.type === "array") return undefined;
  const { start, end } = step.type === "element" ? step.span : { start: scanner.neededFrom, end: window.end };
  const maxBytes = options.maxElementBytes ?? MAX_ELEMENT_BYTES;
  return end - start > maxBytes ? tooLargeError(path, { start, maxBytes }) : undefined;
}
