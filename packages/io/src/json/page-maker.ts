import type { ByteWindow } from "../input/byte-window.ts";
import { cursorAt } from "../input/place.ts";
import { framesBehind, type Opening, type Span, type Step } from "./boundary-scanner.ts";
import type { ParseJson } from "./exact-numbers.ts";
import { arrayAt, parseElements } from "./parse-elements.ts";
import type { JsonPage } from "./read-json.ts";

/** A page is full when what it is made of takes this many bytes of the source. */
const PAGE_BYTES = 1_048_576;

/** What a page may hold on to when what comes between its elements is large, in bytes. */
const HELD_BYTES = 2 * PAGE_BYTES;

/** Gathers what the next page is made of: places in the window, of which nothing is parsed before the page is full. */
export class PageMaker {
  readonly #window: ByteWindow;
  readonly #parse: ParseJson;
  #spans: Span[] = [];
  #openings: Opening[] = [];
  /** The page's bytes begin here. */
  #start = 0;
  /** Its cursor will stand behind this. */
  #last: Span | Opening | undefined;

  constructor(window: ByteWindow, parse: ParseJson) {
    this.#window = window;
    this.#parse = parse;
  }

  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  /** From where on the page needs the bytes of the window; undefined: it needs none. */
  get neededFrom(): number | undefined {
    return this.#spans[0]?.start ?? this.#last?.start;
  }

  /** Whether it must not wait for more: what comes between its elements is held as well. */
  get holdsMuch(): boolean {
    return this.neededFrom !== undefined && this.#window.end - this.neededFrom > HELD_BYTES;
  }

  /** An array waits for its first element, but not many of them. */
  isFull(pageSize: number): boolean {
    const isLong = this.#spans.length >= pageSize || this.#openings.length > pageSize;
    return isLong || (this.#last?.end ?? 0) - this.#start >= PAGE_BYTES;
  }

  take(step: Step): void {
    if (step.type === "element") this.#add(this.#spans, step.span);
    if (step.type === "array") this.#add(this.#openings, step.opening);
  }

  /** The page, which is not empty. The next one begins behind it. */
  page(): JsonPage {
    const { end } = this.#last ?? { end: 0 };
    const frames = this.#last === undefined ? [] : framesBehind(this.#last);
    const state = this.#last?.isHeld === false ? { frames, isHeld: false } : { frames };
    const page = {
      values: parseElements(this.#window, this.#spans, this.#parse),
      arrays: this.#openings.map((opening) => arrayAt(this.#window, opening)),
      cursor: cursorAt(end, this.#window, state),
    };
    this.#spans = [];
    this.#openings = [];
    this.#last = undefined;
    return page;
  }

  #add<Place extends Span | Opening>(to: Place[], place: Place): void {
    if (this.#last === undefined) this.#start = place.start;
    to.push(place);
    this.#last = place;
  }
}
