const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const ORDINARY = 0;
const OPEN = 1;
const CLOSE = 2;
const STRING = 3;

/** What a byte means outside strings, inside an object or array. */
const CLASSES = new Uint8Array(256);
for (const byte of Buffer.from("{[")) CLASSES[byte] = OPEN;
for (const byte of Buffer.from("}]")) CLASSES[byte] = CLOSE;
CLASSES[QUOTE] = STRING;

/** What numbers and words are made of, the misspelt ones (`NaN`, `+1`, `undefined`) included. */
const BARE = new Uint8Array(256);
for (const byte of Buffer.from("+-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) BARE[byte] = 1;

/** Where the scan of an element stands: it needs more bytes, is over, or met a closing bracket that closes nothing. */
export type ElementState = "more" | "whole" | "unbalanced";

/** Whether a value, right or misspelt, can begin with this byte. */
export function canBegin(byte: number): boolean {
  return byte === QUOTE || CLASSES[byte] === OPEN || BARE[byte] === 1;
}

/**
 * Finds the end of one JSON value by its bytes: strings, escapes and brackets are tracked, nothing is decoded or
 * checked. It goes on where it stopped, so a value may come in any number of pieces, but the bytes of the value
 * that it has seen must stay where they are in front of the new ones.
 */
export class ElementScanner {
  /** Where it stopped: behind a whole element, at an unbalanced bracket, or at the end of the bytes. */
  at = 0;
  #isBare = false;
  #inString = false;
  #depth = 0;
  /** The opening bracket of every level. */
  #brackets = new Uint8Array(64);

  /** Starts a value at its first byte. */
  begin(byte: number): void {
    this.#isBare = BARE[byte] === 1;
    this.#inString = false;
    this.#depth = 0;
  }

  /** Goes on at `from`; looks no further than `end`. */
  scan(bytes: Buffer, from: number, end: number): ElementState {
    return this.#isBare ? this.#bare(bytes, from, end) : this.#nested(bytes, from, end);
  }

  #bare(bytes: Buffer, from: number, end: number): ElementState {
    let at = from;
    while (at < end && BARE[bytes[at] ?? 0] === 1) at += 1;
    return this.#stop(at < end ? "whole" : "more", at);
  }

  /** Its state is held in local variables: a field read or written for every string would halve its speed. */
  #nested(bytes: Buffer, from: number, end: number): ElementState {
    let at = from;
    let inString = this.#inString;
    let depth = this.#depth;
    while (at < end) {
      if (inString) {
        at = closingQuote(bytes, at, end) + 1;
        if (at === 0) break;
        inString = false;
        if (depth === 0) return this.#stop("whole", at);
      }
      // Never undefined, as `at` is before `end`; a default for it would cost the scanner a third of its speed.
      while (at < end && CLASSES[bytes[at] as number] === ORDINARY) at += 1;
      if (at === end) break;
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) inString = true;
      else if (CLASSES[byte] === OPEN) {
        this.#open(byte, depth);
        depth += 1;
      } else {
        depth -= 1;
        // In ASCII a closing bracket stands two behind its opening one: `[ \ ]`, `{ | }`.
        if (this.#brackets[depth] !== byte - 2) return this.#stop("unbalanced", at);
        if (depth === 0) return this.#stop("whole", at + 1);
      }
      at += 1;
    }
    this.#inString = inString;
    this.#depth = depth;
    return this.#stop("more", end);
  }

  #stop(state: ElementState, at: number): ElementState {
    this.at = at;
    return state;
  }

  #open(bracket: number, depth: number): void {
    if (depth === this.#brackets.length) {
      const wider = new Uint8Array(depth * 2);
      wider.set(this.#brackets);
      this.#brackets = wider;
    }
    this.#brackets[depth] = bracket;
  }
}

/**
 * The first quotation mark that no backslash escapes, or -1. A plain loop, four bytes a round: most strings of a chat
 * are so short that a native search costs more than it saves.
 */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (;;) {
    while (at < end - 4 && !hasQuote(bytes, at)) at += 4;
    while (at < end && bytes[at] !== QUOTE) at += 1;
    if (at >= end) return -1;
    if (bytes[at - 1] !== BACKSLASH || !isEscaped(bytes, at)) return at;
    at += 1;
  }
}

/** Among the four bytes from `at` on. */
function hasQuote(bytes: Buffer, at: number): boolean {
  return bytes[at] === QUOTE || bytes[at + 1] === QUOTE || bytes[at + 2] === QUOTE || bytes[at + 3] === QUOTE;
}

/** An odd number of backslashes right before a byte escapes it. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}
