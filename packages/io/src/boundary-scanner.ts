import type { ByteWindow } from "./byte-window.ts";
import { canBegin, ElementScanner } from "./element-scanner.ts";
import type { Damage, Expected } from "./json-damage.ts";

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** JSON's white space, and nothing else: space, tab, line feed, carriage return. */
const BLANK = new Uint8Array(256);
for (const byte of Buffer.from(" \t\n\r")) BLANK[byte] = 1;

/** Where an element stands in the file, in bytes, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** One index per array, the root's first. Shorter than the selected depth: this stands where an array should. */
  readonly index: readonly number[];
}

export type Step =
  | { readonly type: "element"; readonly span: Span }
  | { readonly type: "more" }
  | { readonly type: "end"; readonly rootLength: number }
  | { readonly type: "damage"; readonly damage: Damage };

export interface ScannerOptions {
  /** 1: the elements of the root array. 2: the elements of the arrays inside it. */
  readonly depth: number;
  /** Goes on behind this element. */
  readonly behind?: Pick<Span, "end" | "index"> | undefined;
}

/**
 * Walks from element to element of a JSON document, over a window that may end anywhere. Between the elements it holds
 * the document to the grammar; what is inside an element is not its business.
 */
export class BoundaryScanner {
  readonly #depth: number;
  readonly #element = new ElementScanner();
  #expected: Expected = "root";
  /** Index of the latest value in each array that is open, the root's first; -1: none yet. */
  #index: number[] = [];
  #rootLength = 0;
  /** The next byte to look at. */
  #offset = 0;
  #start: number | undefined;

  constructor({ depth, behind }: ScannerOptions) {
    this.#depth = depth;
    if (behind === undefined) return;
    this.#expected = "comma or end";
    this.#index = [...behind.index];
    this.#offset = behind.end;
  }

  /** Where the element begins that is being scanned; between elements, where it goes on. */
  get neededFrom(): number {
    return this.#start ?? this.#offset;
  }

  /** Finds the next element. After `more` the window must be given again, with more bytes or complete. */
  next(window: ByteWindow): Step {
    const damage = this.#start === undefined ? this.#findElement(window) : undefined;
    if (damage) return { type: "damage", damage };
    if (this.#start !== undefined && this.#offset < window.end) return this.#finishElement(this.#start, window);
    if (!window.isComplete) return { type: "more" };
    if (this.#expected === "nothing") return { type: "end", rootLength: this.#rootLength };
    return { type: "damage", damage: this.#damage(undefined) };
  }

  #findElement({ bytes, offset, end }: ByteWindow): Damage | undefined {
    for (; this.#offset < end; this.#offset += 1) {
      const byte = bytes[this.#offset - offset] ?? 0;
      if (BLANK[byte] === 1 || this.#isByteOrderMark(byte)) continue;
      const isAllowed = this.#meet(byte);
      if (!isAllowed) return this.#damage(byte);
      if (this.#start !== undefined) return undefined;
    }
    return undefined;
  }

  #isByteOrderMark(byte: number): boolean {
    return this.#expected === "root" && BYTE_ORDER_MARK[this.#offset] === byte;
  }

  /** Takes one byte between elements. False: it must not stand there. */
  #meet(byte: number): boolean {
    switch (this.#expected) {
      case "root":
        return byte === OPEN_BRACKET && this.#openArray();
      case "value or end":
        return byte === CLOSE_BRACKET ? this.#closeArray() : this.#beginValue(byte);
      case "value":
        return this.#beginValue(byte);
      case "comma or end":
        return byte === CLOSE_BRACKET ? this.#closeArray() : this.#takeComma(byte);
      case "nothing":
        return false;
    }
  }

  #openArray(): true {
    this.#index.push(-1);
    this.#expected = "value or end";
    return true;
  }

  #closeArray(): true {
    const last = this.#index.pop() ?? -1;
    if (this.#index.length === 0) this.#rootLength = last + 1;
    this.#expected = this.#index.length === 0 ? "nothing" : "comma or end";
    return true;
  }

  #takeComma(byte: number): boolean {
    if (byte !== COMMA) return false;
    this.#expected = "value";
    return true;
  }

  #beginValue(byte: number): boolean {
    if (!canBegin(byte)) return false;
    const level = this.#index.length;
    this.#index[level - 1] = (this.#index[level - 1] ?? -1) + 1;
    if (byte === OPEN_BRACKET && level < this.#depth) return this.#openArray();
    this.#start = this.#offset;
    this.#element.begin(byte);
    return true;
  }

  #finishElement(start: number, { bytes, offset, end }: ByteWindow): Step {
    const state = this.#element.scan(bytes, this.#offset - offset, end - offset);
    this.#offset = this.#element.at + offset;
    if (state === "more") return { type: "more" };
    if (state === "unbalanced") return { type: "damage", damage: this.#damage(bytes[this.#element.at]) };
    this.#start = undefined;
    this.#expected = "comma or end";
    return { type: "element", span: { start, end: this.#offset, index: this.#index.slice() } };
  }

  #damage(found: number | undefined): Damage {
    return { offset: this.#offset, expected: this.#expected, found, elementStart: this.#start };
  }
}
