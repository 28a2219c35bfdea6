import type { Json, Kind } from "@chat-etl/model";
import type { Reason, Refused } from "@chat-etl/sdk";
import type * as z from "zod";

/** The values of a list that have a shape, and a refusal for each that has not. */
export function oneByOne<Wire extends z.ZodType>(
  values: readonly Json[] | null | undefined,
  wire: Wire,
  { kind, ...refused }: Reason & { readonly kind: Kind },
): { readonly fit: readonly z.output<Wire>[]; readonly refused: readonly Refused[] } {
  const parsed = (values ?? []).map((value) => wire.safeParse(value));
  return {
    fit: parsed.flatMap(({ success, data }) => (success ? [data] : [])),
    refused: parsed.flatMap(({ success }) => (success ? [] : [{ refused, kind }])),
  };
}
