import type { ParseJson } from "./exact-numbers.ts";
import type { Container } from "./selection.ts";

/** Largest value that is kept as context, in bytes: a header, a profile, a list of participants. */
export const CONTEXT_VALUE_BYTES = 16_384;

/** Most context of one object, in characters: it is part of every cursor. */
const CONTEXT_CHARACTERS = 65_536;

/** What an object on the way says before the array: its small members, in their own words. */
export type Context = Readonly<Record<string, unknown>>;

/** What a cursor must know of an open object or array to go on inside it. */
export interface FrameState {
  readonly isArray: boolean;
  readonly key: string | number;
  readonly count: number;
  /** The small members so far, as JSON without the braces. */
  readonly members: string;
}

/** An open object or array on the way to the selected ones. */
export class Frame implements Container, FrameState {
  readonly isArray: boolean;
  key: string | number;
  /** How many members have begun. */
  count: number;
  members: string;
  readonly #parse: ParseJson;
  #context: Context | undefined;

  constructor(state: FrameState, parse: ParseJson) {
    this.#parse = parse;
    this.isArray = state.isArray;
    this.key = state.key;
    this.count = state.count;
    this.members = state.members;
  }

  /** Comes to the next element of an array. */
  advance(): void {
    this.key = this.count;
    this.count += 1;
  }

  /** Comes to the next member of an object. */
  advanceTo(key: string): void {
    this.key = key;
    this.count += 1;
  }

  /** Keeps a small member, if there is room. Both parts are JSON. */
  keep(value: string): void {
    const member = `${JSON.stringify(this.key)}:${value}`;
    if (this.members.length + member.length > CONTEXT_CHARACTERS) return;
    this.members = this.members === "" ? member : `${this.members},${member}`;
    this.#context = undefined;
  }

  /** The small members so far. As in JSON.parse, the last of two with the same key stands. */
  get context(): Context {
    this.#context ??= contextOf(this.members, this.#parse);
    return this.#context;
  }

  get state(): FrameState {
    return { isArray: this.isArray, key: this.key, count: this.count, members: this.members };
  }
}

function contextOf(members: string, parse: ParseJson): Context {
  const parsed = parse(`{${members}}`);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

/** An array or object that has just been opened. */
export function openedFrame(isArray: boolean): FrameState {
  return { isArray, key: -1, count: 0, members: "" };
}
