import * as z from "zod";
import type { Input } from "./mapping/mapping.ts";
import type { Scope } from "./mapping/scope.ts";
import type { Env } from "./mapping/value.ts";

/**
 * One value of a foreign format, and what says how it is read. Its shape is not known here: whether it has what its
 * records need, the rules of the mapping find out.
 */
export interface WireValue {
  /** Undefined: the file has nothing where its input looks. */
  readonly scope: Scope | undefined;
  /** It is no element, but an array of them was come to: only what the mapping makes `once` is wanted. */
  readonly isArray: boolean;
  readonly input: Input;
  readonly env: Env;
}

export const WireValue = z.custom<WireValue>(
  (value) => value instanceof Object && "scope" in value && "input" in value,
);
