import type { ByteWindow } from "../input/byte-window.ts";

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What may stand on a line that holds nothing: space, tab, carriage return. */
const BLANK = new Uint8Array(256);
for (const byte of Buffer.from(" \t\r")) BLANK[byte] = 1;

/** A line that holds something, in bytes of the source. */
export interface Line {
  /** Its first byte that is not blank. */
  readonly start: number;
  /** Behind its last byte; the newline is not of it. */
  readonly textEnd: number;
  /** Behind its newline, if it has one. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** Its bytes are gone. */
  readonly isTooLong: boolean;
}

export interface LineScannerOptions {
  /** Longest line that is kept, in bytes. */
  readonly maxBytes: number;
  /** Goes on behind this line. */
  readonly behind?: { readonly offset: number; readonly line: number } | undefined;
}

/** Walks from line to line over a window that may end anywhere. */
export class LineScanner {
  readonly #maxBytes: number;
  #line: number;
  /** The next byte to look at. */
  #offset: number;
  /** Where the line's text begins; undefined: nothing but blanks yet. */
  #start: number | undefined;

  constructor({ maxBytes, behind = { offset: 0, line: 0 } }: LineScannerOptions) {
    this.#maxBytes = maxBytes;
    this.#offset = behind.offset;
    this.#line = behind.line;
  }

  /** From where on the bytes are still needed: those of a line that is too long already are not. */
  get neededFrom(): number {
    return this.#start === undefined || this.#isTooLong ? this.#offset : this.#start;
  }

  /** The next line that holds something. After `more` the window must be given again, with more bytes or complete. */
  next(window: ByteWindow): Line | "more" | "end" {
    for (;;) {
      if (this.#start === undefined) this.#skipBlanks(window);
      if (this.#offset >= window.end) return this.#atEnd(window);
      if (this.#start === undefined) this.#start = this.#offset;
      const line = this.#finishLine(this.#start, window);
      if (line !== undefined) return line;
    }
  }

  get #isTooLong(): boolean {
    return this.#start !== undefined && this.#offset - this.#start > this.#maxBytes;
  }

  /** Passes over blanks, empty lines and the byte order mark. */
  #skipBlanks({ bytes, offset, end }: ByteWindow): void {
    for (; this.#offset < end; this.#offset += 1) {
      const byte = bytes[this.#offset - offset] ?? 0;
      if (byte === NEWLINE) this.#line += 1;
      else if (BLANK[byte] !== 1 && BYTE_ORDER_MARK[this.#offset] !== byte) return;
    }
  }

  /** Undefined: the line goes on behind the window. */
  #finishLine(start: number, window: ByteWindow): Line | undefined {
    const { bytes, offset, end } = window;
    const at = bytes.subarray(0, end - offset).indexOf(NEWLINE, this.#offset - offset);
    this.#offset = at < 0 ? end : at + offset;
    return at < 0 ? undefined : this.#lineFrom(start, this.#offset + 1);
  }

  #lineFrom(start: number, end: number): Line {
    const isTooLong = this.#isTooLong;
    const textEnd = this.#offset;
    this.#line += 1;
    this.#offset = end;
    this.#start = undefined;
    return { start, textEnd, end, line: this.#line, isTooLong };
  }

  #atEnd(window: ByteWindow): Line | "more" | "end" {
    if (!window.isComplete) return "more";
    return this.#start === undefined ? "end" : this.#lineFrom(this.#start, this.#offset);
  }
}
