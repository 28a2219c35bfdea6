import type { ParseJson } from "./exact-numbers.ts";
import { type Context, Frame, type FrameState, openedFrame } from "./frame.ts";
import { goesThrough, keysOf, type Misplaced, mayOpen, misplaced, needed, type Selection } from "./selection.ts";

/** What a value is to the selection: on the way to it, wanted, perhaps worth remembering, or in the way. */
export type Part = "way" | "element" | "context" | Misplaced;

/** A selected array: what all of its elements have in common. */
export interface FoundArray {
  /** What each wildcard of the selection stood for. */
  readonly keys: readonly (string | number)[];
  readonly context: readonly Context[];
  /** Whether the document has shown the list that it must have, if it must. */
  readonly isHeld: boolean;
  /** The arrays and objects around it. */
  readonly around: readonly FrameState[];
}

/** Where a value was found. `around`: of a misplaced value all around it, of an element all but its own array. */
export interface Found extends FoundArray {
  /** The same for all elements of one array, another for those of the next. */
  readonly arrayNo: number;
}

/** What a whole document said, told at its end. */
export interface DocumentEnd {
  /** Whether anything stood where the selection leads, be it an empty array. */
  readonly isFound: boolean;
  /** How many members the outermost array or object has. */
  readonly rootLength: number;
  /** The small members of the outermost object, those behind the selected arrays included. */
  readonly root: Context;
}

export interface TrailOptions {
  readonly selection: Selection;
  /** Reads what is kept as context. */
  readonly parse: ParseJson;
  /** The list that each document must have: what the first step of the selection stands for. Missing: none. */
  readonly mustHold?: string | undefined;
  /** Goes on inside these. */
  readonly behind?: readonly FrameState[] | undefined;
  /** Of the document that it goes on in. Default: it had the list, or need not have it. */
  readonly isHeld?: boolean | undefined;
}

/** The way from the root of a document to the value that is being read, and what it says of the selection. */
export class Trail {
  readonly #selection: Selection;
  readonly #parse: ParseJson;
  readonly #mustHold: string | undefined;
  /** The open arrays and objects, the root's first. */
  readonly #frames: Frame[];
  #root: Frame | undefined;
  #isFound: boolean;
  #isHeld: boolean;
  #arrayNo = 0;
  #shared: FoundArray = { keys: [], context: [], isHeld: true, around: [] };

  constructor({ selection, parse, mustHold, behind, isHeld = true }: TrailOptions) {
    this.#selection = selection;
    this.#parse = parse;
    this.#mustHold = mustHold;
    this.#isHeld = isHeld;
    this.#frames = (behind ?? []).map((state) => new Frame(state, parse));
    this.#root = this.#frames[0];
    this.#isFound = behind !== undefined;
    if (this.#isInside) this.#shared = this.#sharedNow();
  }

  /** What the document must begin with, for people. */
  get needs(): string {
    return needed(this.#selection[0]);
  }

  /** Where the trail ends: in an array, in an object, or before or behind the document. */
  get end(): "array" | "object" | "outside" {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return "outside";
    return frame.isArray ? "array" : "object";
  }

  /** Whether nothing of the array or object at its end has been come to yet. */
  get isAtBeginning(): boolean {
    return this.#frames.at(-1)?.count === 0;
  }

  /** Whether a document may begin with this. */
  mayBegin(bracket: "[" | "{" | undefined): boolean {
    return bracket !== undefined && mayOpen(this.#selection[0], bracket);
  }

  /** Comes to the next member of the object. */
  takeKey(key: string): void {
    this.#frames.at(-1)?.advanceTo(key);
  }

  /** Comes to a value in the array or object, and tells what it is. `bracket`: what it opens. */
  takeValue(bracket: "[" | "{" | undefined): Part {
    const frame = this.#frames.at(-1);
    if (frame?.isArray) frame.advance();
    if (frame === undefined || this.#isInside) return "element";
    const level = this.#frames.length;
    const step = this.#selection[level - 1];
    const next = this.#selection[level];
    if (!goesThrough(step, frame)) return "context";
    if (bracket !== undefined && mayOpen(next, bracket)) return "way";
    return misplaced(step, frame, next) ?? "context";
  }

  /** Goes into the document, or into a value that is on the way. Tells if that is a selected array. */
  open(bracket: "[" | "{"): FoundArray | undefined {
    this.#frames.push(new Frame(openedFrame(bracket === "["), this.#parse));
    if (this.#frames.length === 1) this.#beginAt(this.#frames[0]);
    if (!this.#isInside) return undefined;
    this.#isFound = true;
    this.#arrayNo += 1;
    if (this.#root?.isArray === false && this.#root.key === this.#mustHold) this.#isHeld = true;
    this.#shared = this.#sharedNow();
    return this.#shared;
  }

  #beginAt(root: Frame | undefined): void {
    this.#root = root;
    this.#isHeld = this.#mustHold === undefined;
  }

  /** Whether the document ends with what is closed next, and has not shown the list that it must have. */
  get endsWithoutList(): boolean {
    return this.#frames.length === 1 && !this.#isHeld;
  }

  /** Comes to a document that is of another kind than the selection wants, and holds nothing of it. */
  passOver(): void {
    this.#root = undefined;
  }

  /** Goes out of the latest array or object. */
  close(): void {
    this.#frames.pop();
  }

  /** Remembers a small value of the object. `json` is valid. */
  keep(json: string): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !frame.isArray) frame.keep(json);
  }

  /** Where the value is that was come to last. */
  found(what: "element" | Misplaced): Found {
    if (what !== "element") return this.#foundInTheWay();
    const { keys, context, isHeld, around } = this.#shared;
    return { keys: [...keys, this.#key], context, isHeld, around, arrayNo: this.#arrayNo };
  }

  /** What the document said, when it is closed. */
  get document(): DocumentEnd {
    return { isFound: this.#isFound, rootLength: this.#root?.count ?? 0, root: this.#root?.context ?? {} };
  }

  /** Inside a selected array. */
  get #isInside(): boolean {
    return this.#frames.length === this.#selection.length + 1;
  }

  get #key(): string | number {
    return this.#frames.at(-1)?.key ?? 0;
  }

  #sharedNow(): FoundArray {
    const outer = this.#frames.slice(0, -1);
    const keys = keysOf(this.#selection, outer);
    return { keys, context: contextsOf(outer), isHeld: this.#isHeld, around: statesOf(outer) };
  }

  #foundInTheWay(): Found {
    this.#isFound = true;
    const frames = this.#frames;
    const keys = [...keysOf(this.#selection, frames.slice(0, -1)), this.#key];
    const place = { isHeld: this.#isHeld, around: statesOf(frames), arrayNo: this.#arrayNo };
    return { keys, context: contextsOf(frames), ...place };
  }
}

function contextsOf(frames: readonly Frame[]): readonly Context[] {
  return frames.filter((frame) => !frame.isArray).map((frame) => frame.context);
}

function statesOf(frames: readonly Frame[]): readonly FrameState[] {
  return frames.map((frame) => frame.state);
}
