import * as z from "zod";
import { check, invalid } from "../answers.ts";
import type { Custom } from "../shapes.ts";

export interface Filter {
  custom(custom: Custom): boolean;
  /** Missing: not asked for. */
  readonly access?: ((access: string) => boolean) | undefined;
}

/** Spelled as in the SDK's predicates (TalkJS sheet, section 4); a plain string stands for `["==", string]`. */
const Comparison = z.union([
  z.string().transform((value) => ["==", value] as const),
  z.tuple([z.enum(["==", "!="]), z.string()]),
  z.tuple([z.enum(["oneOf", "!oneOf"]), z.array(z.string())]),
]);
type Comparison = z.output<typeof Comparison>;

const Presence = z.enum(["exists", "!exists"]);

const FilterQuery = z.strictObject({
  custom: z.record(z.string(), z.union([Presence, Comparison])).default({}),
  access: Comparison.optional(),
});

/** The conversation filter of a query. @throws Refusal when it is no JSON, or not understood */
export function filterOf(text: string | undefined): Filter {
  const { custom: wanted, access } = check(FilterQuery, text === undefined ? {} : jsonOf(text));
  return {
    custom: (custom) => Object.entries(wanted).every(([key, test]) => holds(test, custom[key])),
    access: access && ((given) => holds(access, given)),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid({ filter: "The filter is no JSON." });
  }
}

function holds(test: Comparison | z.output<typeof Presence>, value: string | undefined): boolean {
  if (test === "exists") return value !== undefined;
  if (test === "!exists") return value === undefined;
  switch (test[0]) {
    case "==":
      return value === test[1];
    case "!=":
      return value !== test[1];
    case "oneOf":
      return value !== undefined && test[1].includes(value);
    case "!oneOf":
      return value === undefined || !test[1].includes(value);
  }
}
