import * as z from "zod";
import { Broken } from "../check.ts";
import type { Fixture } from "../fixture.ts";

/** A definition with options, at its fixture. */
export interface Configured {
  readonly definition: { readonly config: z.ZodType };
  readonly fixture: Fixture;
}

/** The options of a definition by name. @throws Broken its config is no object */
export function optionsOf({ config }: Configured["definition"]): Readonly<Record<string, z.ZodType>> {
  if (config instanceof z.ZodObject) return config.shape;
  throw new Broken("The config of a definition must be an object schema: its options are read off it.");
}

/** The fixture's options, checked. `changed` takes the place of some. @throws Broken */
export function configOf(
  { definition, fixture }: Configured,
  changed: Readonly<Record<string, unknown>> = {},
): unknown {
  const result = definition.config.safeParse({ ...fixture.config, ...changed });
  if (result.success) return result.data;
  throw new Broken(`The fixture's config does not fit the definition's: ${z.prettifyError(result.error)}`);
}

/** Names of the options that are secret. */
export function secretOptions(definition: Configured["definition"]): readonly string[] {
  return Object.entries(optionsOf(definition)).flatMap(([name, option]) => (option.meta()?.secret ? [name] : []));
}

/** What must never be shown. */
function secretsOf({ definition, fixture }: Configured): readonly string[] {
  const values = secretOptions(definition).map((name) => fixture.config[name]);
  const given = values.filter((value) => typeof value === "string" && value !== "");
  return [...given, ...(fixture.secrets ?? [])].map(String);
}

/** @throws Broken a secret stands in a text. The message tells where, and not which. */
export function mustKeepSecret(subject: Configured, where: string, text: string): void {
  if (secretsOf(subject).some((secret) => text.includes(secret))) throw new Broken(`A secret stands in ${where}.`);
}
