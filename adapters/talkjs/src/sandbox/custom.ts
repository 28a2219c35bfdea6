import * as z from "zod";
import type { Custom } from "./shapes.ts";

/** Values must be strings (T17); `null` removes a key, or all of them. */
export const CustomPatch = z.record(z.string(), z.string().nullable()).nullable();
export type CustomPatch = z.output<typeof CustomPatch>;

/** What is kept of `custom` after a change: it merges (T18). */
export function mergeCustom(custom: Custom, patch: CustomPatch | undefined): Custom {
  if (patch === undefined) return custom;
  if (patch === null) return {};
  const kept = new Map(Object.entries(custom));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) kept.delete(key);
    else kept.set(key, value);
  }
  return Object.fromEntries(kept);
}
