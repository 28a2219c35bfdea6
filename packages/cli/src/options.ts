import type { OptionMeta, Pipeline } from "@chat-etl/sdk";
import * as z from "zod";
import { wrap } from "./show/format.ts";

export type Side = "source" | "sink";

/** One entry of a definition's config, as the operator meets it. */
export interface Option extends OptionMeta {
  readonly name: string;
  readonly side: Side;
  readonly flag: string;
  readonly required: boolean;
  readonly default: unknown;
}

/** The options of a pipeline's source and sink, made from their config schemas. */
export function optionsOf(pipeline: Pipeline): readonly Option[] {
  return [...sideOptions("source", pipeline.source.config), ...sideOptions("sink", pipeline.sink.config)];
}

export function sideOptions(side: Side, config: z.ZodType): readonly Option[] {
  if (!(config instanceof z.ZodObject)) throw new Error(`The config of the ${side} is no object schema.`);
  return Object.entries(config.shape).map(([name, schema]) => optionOf(side, name, schema));
}

function optionOf(side: Side, name: string, schema: unknown): Option {
  if (!(schema instanceof z.ZodType)) throw new Error(`Option "${name}" of the ${side} is no schema.`);
  const meta = schema.meta() ?? {};
  return {
    name,
    side,
    flag: `--${side}.${name}`,
    description: meta.description ?? "",
    env: meta.env,
    where: meta.where,
    secret: meta.secret,
    required: !schema.safeParse(undefined).success,
    default: defaultOf(schema),
  };
}

/** As an operator would write it: what a schema makes of it may be in another unit. */
function defaultOf(schema: unknown): unknown {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodPipe) return defaultOf(schema.in);
  return schema instanceof z.ZodType ? schema.safeParse(undefined).data : undefined;
}

/** How a person names an option: its flag and its variable, or its variable alone if it is secret. */
export function nameOf({ flag, env, secret }: Option): string {
  if (secret) return env ?? flag;
  return env === undefined ? flag : `${flag} or ${env}`;
}

/** Options for `--help` and `etl list`: the name, and below it what it is. */
export function describeOptions(options: readonly Option[]): string {
  return options.map((option) => entry(nameOf(option), sentenceOf(option))).join("\n");
}

/** The switches of a sandbox, for its `--help`. */
export function describeSwitches(switches: z.ZodObject): string {
  return sideOptions("sink", switches)
    .map((option) => entry(`--${option.name}`, sentenceOf({ ...option, secret: undefined })))
    .join("\n");
}

function entry(name: string, sentence: string): string {
  return [`  ${name}`, ...wrap(sentence, 72).map((row) => `      ${row}`)].join("\n");
}

/** What an option is, whether it is needed, its default, and where a person finds it. */
export function sentenceOf({ description, required, default: fallback, where, secret }: Option): string {
  const need = required ? "Required." : fallback === undefined || fallback === "" ? "" : `Default: ${shown(fallback)}.`;
  return [description, need, where ? `Found at: ${where}.` : "", secret ? "Secret: never a flag." : ""]
    .filter((part) => part !== "")
    .join(" ");
}

function shown(value: unknown): string {
  return Array.isArray(value) && value.length === 0 ? "none" : String(value);
}
