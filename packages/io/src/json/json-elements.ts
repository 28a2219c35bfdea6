import type { InputOrPath } from "../input/byte-window.ts";
import { type JsonPage, type ReadJsonOptions, readJson } from "./read-json.ts";

export interface JsonElementsOptions extends Omit<ReadJsonOptions, "select" | "onEnd"> {
  /** 1: the elements of the root array. 2: the elements of the arrays inside the root array. */
  readonly depth: number;
  /** Called once when the document is read to its end, with the number of elements of the root array. */
  onEnd?(rootLength: number): void;
}

/** `readJson` for arrays inside arrays. */
export function readJsonElements(
  from: InputOrPath,
  { depth, onEnd, ...options }: JsonElementsOptions,
): AsyncGenerator<JsonPage, void> {
  const select = Array.from({ length: depth - 1 }, () => "[]");
  return readJson(from, { ...options, select, onEnd: ({ rootLength }) => onEnd?.(rootLength) });
}
