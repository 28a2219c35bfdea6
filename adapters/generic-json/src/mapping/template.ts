import * as z from "zod";
import { Expression } from "./expression.ts";
import type { Scope } from "./scope.ts";

/** Text with expressions in braces: `{$.keys[0]}/{id}`. Gives nothing if one of them gives nothing. */
export interface Template {
  readonly text: string;
  evaluate(scope: Scope): string | undefined;
}

const PLACEHOLDER = /\{([^{}]*)\}/;

export const Template = z.string().transform((text, context): Template => {
  const parts = text.split(PLACEHOLDER).map((part, at) => (at % 2 === 0 ? part : Expression.safeParse(part)));
  const failed = parts.find((part) => typeof part !== "string" && !part.success);
  if (failed instanceof Object) {
    context.addIssue({ code: "custom", message: failed.error?.issues[0]?.message ?? "is no template" });
    return z.NEVER;
  }
  const pieces = parts.flatMap((part) => (typeof part === "string" ? part : (part.data ?? [])));
  return { text, evaluate: (scope) => fill(pieces, scope) };
});

function fill(pieces: readonly (string | Expression)[], scope: Scope): string | undefined {
  let filled = "";
  for (const piece of pieces) {
    const value = typeof piece === "string" ? piece : piece.evaluate(scope);
    if (typeof piece !== "string" && (value === null || value === "")) return undefined;
    filled += typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return filled;
}
