import { type Loose, listOf } from "./json.ts";

/** Slack's composer stops at 8. */
const MAX_INDENT = 100;

interface ListPlace {
  readonly ordered: boolean;
  readonly depth: number;
  /** The first item's number. */
  readonly start: number;
  /** Whether counting the items above of the same depth gives that number. */
  readonly isCounted: boolean;
}

/** Counts the items of lists that follow each other: one that another interrupts goes on by its `offset`. */
export class ListNumbers {
  #counts: number[] = [];

  /** Something else stands between the lists. */
  restart(): void {
    this.#counts = [];
  }

  list(list: Loose): ListPlace {
    const depth = Math.min(naturalOf(list.indent), MAX_INDENT);
    const offset = naturalOf(list.offset);
    const ordered = list.style === "ordered";
    const isCounted = !ordered || offset === (this.#counts[depth] ?? 0);
    this.#counts[depth] = ordered ? offset + listOf(list.elements).length : 0;
    this.#counts.length = depth + 1;
    return { ordered, depth, start: offset + 1, isCounted };
  }
}

function naturalOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
