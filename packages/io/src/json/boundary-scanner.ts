import type { ByteWindow } from "../input/byte-window.ts";
import { canBegin, ElementScanner } from "./element-scanner.ts";
import type { ParseJson } from "./exact-numbers.ts";
import { CONTEXT_VALUE_BYTES, type FrameState, openedFrame } from "./frame.ts";
import type { Damage, Expected } from "./json-damage.ts";
import { parseOrNothing, validText } from "./json-text.ts";
import type { Misplaced, Selection } from "./selection.ts";
import { type DocumentEnd, type Found, type FoundArray, type Part, Trail } from "./trail.ts";

const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** JSON's white space, and nothing else: space, tab, line feed, carriage return. */
const BLANK = new Uint8Array(256);
for (const byte of Buffer.from(" \t\n\r")) BLANK[byte] = 1;

/** Where an element stands in the source, in bytes, `end` exclusive. */
export interface Span extends Found {
  readonly start: number;
  readonly end: number;
  /** This is no element: it stands where the way to the elements should go on. */
  readonly misplaced: Misplaced | undefined;
}

/** The opening bracket of a selected array, in bytes, `end` exclusive. */
export interface Opening extends FoundArray {
  readonly start: number;
  readonly end: number;
}

/** What a resumed scan must know to go on behind a span, or behind the opening bracket of an array. */
export function framesBehind(place: Span | Opening): readonly FrameState[] {
  const { around, keys } = place;
  if (!("misplaced" in place)) return [...around, openedFrame(true)];
  if (place.misplaced !== undefined) return around;
  const index = Number(keys.at(-1));
  return [...around, { isArray: true, key: index, count: index + 1, members: "" }];
}

export type Step =
  | { readonly type: "element"; readonly span: Span }
  | { readonly type: "array"; readonly opening: Opening }
  | { readonly type: "more" }
  | { readonly type: "end"; readonly document: DocumentEnd }
  | { readonly type: "damage"; readonly damage: Damage };

export interface ScannerOptions {
  readonly selection: Selection;
  readonly parse: ParseJson;
  /** Whether a document may be of another kind than the selection wants: it is passed over. */
  readonly anyRoot?: boolean | undefined;
  /** Whether a second document may follow the first, and so on. */
  readonly concatenated?: boolean | undefined;
  /** The list that each document must have: one without is told as misplaced. */
  readonly mustHold?: string | undefined;
  /** Goes on inside these, at this byte. */
  readonly behind?: Behind | undefined;
}

interface Behind {
  readonly offset: number;
  readonly frames: readonly FrameState[];
  readonly isHeld: boolean;
}

/** What is being scanned from its first byte to its last. */
interface Task {
  readonly what: "key" | Exclude<Part, "way">;
  readonly start: number;
}

/**
 * Walks from element to element of a JSON document, over a window that may end anywhere. On the way to the selected
 * arrays and between their elements it holds the document to the grammar; what is inside an element, or inside what
 * is passed over, is not its business.
 */
export class BoundaryScanner {
  readonly #concatenated: boolean;
  readonly #anyRoot: boolean;
  readonly #parse: ParseJson;
  readonly #element = new ElementScanner();
  readonly #trail: Trail;
  #expected: Expected = "root";
  /** The next byte to look at. */
  #offset = 0;
  #task: Task | undefined;
  /** The selected array that has just been opened. */
  #opened: FoundArray | undefined;
  /** The end of a document that has lacked its list. */
  #lacking: Span | undefined;
  /** What is passed over is not kept, but the backslashes before a byte decide what it means. */
  #passedFrom: number | undefined;

  constructor({ selection, parse, anyRoot = false, concatenated = false, mustHold, behind }: ScannerOptions) {
    this.#concatenated = concatenated;
    this.#anyRoot = anyRoot;
    this.#parse = parse;
    this.#trail = new Trail({ selection, parse, mustHold, behind: behind?.frames, isHeld: behind?.isHeld });
    if (behind === undefined) return;
    if (this.#trail.isAtBeginning) this.#expect("value or end");
    else this.#expectComma();
    this.#offset = behind.offset;
  }

  /** From where on the bytes are still needed. */
  get neededFrom(): number {
    return this.#passedFrom ?? this.#task?.start ?? this.#offset;
  }

  /** Finds the next element or selected array. After `more` the window must be given again, with more bytes or complete. */
  next(window: ByteWindow): Step {
    for (;;) {
      const damage = this.#task === undefined ? this.#findValue(window) : undefined;
      if (damage) return { type: "damage", damage };
      if (this.#opened !== undefined) return this.#tellOpened(this.#opened);
      if (this.#lacking !== undefined) return this.#tellLacking(this.#lacking);
      if (this.#task === undefined || this.#offset >= window.end) return this.#atEnd(window);
      const step = this.#finishValue(this.#task, window);
      if (step !== undefined) return step;
    }
  }

  #tellOpened(opened: FoundArray): Step {
    this.#opened = undefined;
    return { type: "array", opening: { ...opened, start: this.#offset - 1, end: this.#offset } };
  }

  #tellLacking(span: Span): Step {
    this.#lacking = undefined;
    return { type: "element", span };
  }

  #atEnd(window: ByteWindow): Step {
    if (!window.isComplete) return { type: "more" };
    if (this.#expected !== "nothing") return { type: "damage", damage: this.#damage(undefined) };
    return { type: "end", document: this.#trail.document };
  }

  #findValue({ bytes, offset, end }: ByteWindow): Damage | undefined {
    while (this.#offset < end && this.#opened === undefined && this.#lacking === undefined) {
      const byte = bytes[this.#offset - offset] ?? 0;
      if (BLANK[byte] !== 1 && !this.#isByteOrderMark(byte)) {
        if (!this.#meet(byte)) return this.#damage(byte);
        if (this.#task !== undefined) return undefined;
      }
      this.#offset += 1;
    }
    return undefined;
  }

  #isByteOrderMark(byte: number): boolean {
    return this.#expected === "root" && BYTE_ORDER_MARK[this.#offset] === byte;
  }

  /** Takes one byte between values. False: it must not stand there. */
  #meet(byte: number): boolean {
    switch (this.#expected) {
      case "root":
        return this.#openDocument(byte);
      case "value or end":
        return byte === CLOSE_BRACKET ? this.#close() : this.#beginValue(byte);
      case "key or end":
        return byte === CLOSE_BRACE ? this.#close() : this.#beginKey(byte);
      case "value":
        return this.#beginValue(byte);
      case "key":
        return this.#beginKey(byte);
      case "colon":
        return byte === COLON && this.#expect("value");
      case "comma or end":
        return byte === COMMA ? this.#expect("value") : byte === CLOSE_BRACKET && this.#close();
      case "comma or end of object":
        return byte === COMMA ? this.#expect("key") : byte === CLOSE_BRACE && this.#close();
      case "nothing":
        return this.#concatenated && this.#openDocument(byte);
    }
  }

  #expect(expected: Expected): true {
    this.#expected = expected;
    return true;
  }

  /** Behind a value. */
  #expectComma(): true {
    if (this.#trail.end === "outside") return this.#expect("nothing");
    return this.#expect(this.#trail.end === "array" ? "comma or end" : "comma or end of object");
  }

  #openDocument(byte: number): boolean {
    const bracket = bracketOf(byte);
    if (bracket === undefined) return false;
    if (this.#trail.mayBegin(bracket)) return this.#open(bracket);
    this.#trail.passOver();
    return this.#anyRoot && this.#begin("context", byte);
  }

  #open(bracket: "[" | "{"): true {
    this.#opened = this.#trail.open(bracket);
    return this.#expect(bracket === "[" ? "value or end" : "key or end");
  }

  #close(): true {
    const lacksList = this.#trail.endsWithoutList;
    this.#trail.close();
    if (lacksList) this.#lacking = this.#endWithoutList();
    return this.#expectComma();
  }

  #endWithoutList(): Span {
    const place = { start: this.#offset, end: this.#offset + 1, around: [], arrayNo: 0 };
    return { ...place, misplaced: "no-list", keys: [], context: [], isHeld: true };
  }

  #beginKey(byte: number): boolean {
    return byte === QUOTE && this.#begin("key", byte);
  }

  #beginValue(byte: number): boolean {
    if (!canBegin(byte)) return false;
    const bracket = bracketOf(byte);
    const what = this.#trail.takeValue(bracket);
    if (what !== "way") return this.#begin(what, byte);
    return bracket !== undefined && this.#open(bracket);
  }

  #begin(what: Task["what"], byte: number): true {
    this.#task = { what, start: this.#offset };
    this.#element.begin(byte);
    return true;
  }

  /** Undefined: this was none of the elements, go on. */
  #finishValue(task: Task, window: ByteWindow): Step | undefined {
    const { bytes, offset, end } = window;
    const state = this.#element.scan(bytes, this.#offset - offset, end - offset);
    this.#offset = this.#element.at + offset;
    if (state === "unbalanced") return { type: "damage", damage: this.#damage(bytes[this.#element.at]) };
    if (task.what === "context") this.#passOver(task, window);
    if (state === "more") return this.#atEnd(window);
    this.#task = undefined;
    if (task.what === "key") return this.#takeKey(task, window);
    this.#expectComma();
    if (task.what === "context") return this.#takeContext(task, window);
    return { type: "element", span: this.#spanOf(task.what, task.start) };
  }

  #spanOf(what: "element" | Misplaced, start: number): Span {
    const misplaced = what === "element" ? undefined : what;
    return { start, end: this.#offset, misplaced, ...this.#trail.found(what) };
  }

  /** What has outgrown the context is not kept. */
  #passOver({ start }: Task, { bytes, offset }: ByteWindow): void {
    if (this.#offset - start <= CONTEXT_VALUE_BYTES) return;
    let from = this.#offset;
    while (from > offset && bytes[from - 1 - offset] === BACKSLASH) from -= 1;
    this.#passedFrom = from;
  }

  #takeKey({ start }: Task, { bytes, offset }: ByteWindow): Step | undefined {
    const key = parseOrNothing(validText(bytes.subarray(start - offset, this.#offset - offset)) ?? "");
    if (typeof key !== "string") {
      return { type: "damage", damage: { ...this.#damage(QUOTE), offset: start, expected: "key" } };
    }
    this.#trail.takeKey(key);
    this.#expected = "colon";
    return undefined;
  }

  #takeContext({ start }: Task, { bytes, offset }: ByteWindow): undefined {
    const isSmall = this.#passedFrom === undefined;
    this.#passedFrom = undefined;
    if (!isSmall || this.#trail.end !== "object") return;
    const json = validText(bytes.subarray(start - offset, this.#offset - offset), this.#parse);
    if (json !== undefined) this.#trail.keep(json);
  }

  #damage(found: number | undefined): Damage {
    const { needs } = this.#trail;
    return { offset: this.#offset, expected: this.#expected, found, elementStart: this.#task?.start, needs };
  }
}

function bracketOf(byte: number): "[" | "{" | undefined {
  if (byte === 0x5b) return "[";
  return byte === 0x7b ? "{" : undefined;
}
