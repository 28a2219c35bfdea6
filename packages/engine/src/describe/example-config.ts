import * as z from "zod";

/** What required options are tried with, where nobody has said anything. */
const STAND_INS: readonly unknown[] = ["example", "https://example.org", "1", "true"];

/**
 * A config as it is if an operator sets nothing but what must be set: for what depends on options, without an account.
 *
 * @param given options that somebody has set
 * @returns undefined if some required option has values that cannot be guessed, or a given one does not fit
 */
export function exampleConfig(config: z.ZodType, given: Readonly<Record<string, unknown>> = {}): unknown {
  const shape: Readonly<Record<string, z.ZodType>> = config instanceof z.ZodObject ? config.shape : {};
  const invented = Object.entries(shape).flatMap(([name, option]) => {
    if (name in given || option.safeParse(undefined).success) return [];
    const values = option instanceof z.ZodEnum ? option.options : STAND_INS;
    return [[name, values.find((value) => option.safeParse(value).success)]];
  });
  return config.safeParse({ ...Object.fromEntries(invented), ...given }).data;
}
