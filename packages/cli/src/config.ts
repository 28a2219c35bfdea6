import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { ConfigError, type ConfigMeta, type Pipeline } from "@chat-etl/sdk";
import type * as z from "zod";
import { nameOf, type Option, type Side, sideOptions } from "./options.ts";
import { optionProblem, problemOf } from "./problem.ts";

/** What was given for a pipeline, by where it was given. */
export interface Given {
  /** `--source.x` and `--sink.x`, as they came. */
  readonly flags: Readonly<Record<Side, Readonly<Record<string, unknown>>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
  /** What leads to running sandboxes. Replaces the account wherever else it is named. */
  readonly sandbox: Readonly<Partial<Record<Side, Readonly<Record<string, string>>>>>;
  /** What `etl probe` found out about the target: for options of the sink that nobody set. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface PipelineConfig {
  readonly source: unknown;
  readonly sink: unknown;
}

/**
 * Checks everything an operator has given for a pipeline.
 *
 * @throws ConfigError that names all that is missing or wrong, each with its option, variable and place
 */
export function checkConfig(pipeline: Pipeline, given: Given): PipelineConfig {
  const source = checkSide("source", pipeline.source.config, given);
  const sink = checkSide("sink", pipeline.sink.config, given);
  const problems = [...source.problems, ...sink.problems];
  if (problems.length === 0) return { source: source.config, sink: sink.config };
  throw new ConfigError(
    `The configuration of "${pipeline.name}" must be put right:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
  );
}

/** Checks what an operator has given for a sink alone. @throws ConfigError as `checkConfig` */
export function checkSink(sink: Pick<Pipeline["sink"], "name" | "config">, given: Given): unknown {
  const { config, problems } = checkSide("sink", sink.config, given);
  if (problems.length === 0) return config;
  throw new ConfigError(
    `The configuration of "${sink.name}" must be put right:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
  );
}

/** Checks the options of a source that are given by other flags than its own. @throws ConfigError */
export function checkSource(source: Pipeline["source"], values: Readonly<Record<string, unknown>>): unknown {
  const result = source.config.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  - --${problemOf(issue)}`);
  throw new ConfigError(`These flags are not right:\n${problems.join("\n")}`);
}

/** The `.env` file of the working folder, if there is one. @throws ConfigError when it cannot be read */
export function readDotenv(path: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return {};
    throw new ConfigError(`The file "${path}" could not be read (${String(code)}).`, { cause });
  }
}

/** Names of all secret variables, for those who must keep them out of what they write. */
export function secretsOf(pipeline: Pipeline, config: PipelineConfig): readonly string[] {
  return (["source", "sink"] as const).flatMap((side) => secretsOfSide(side, pipeline[side].config, config[side]));
}

export function secretsOfSide(side: Side, schema: z.ZodType, values: unknown): readonly string[] {
  return sideOptions(side, schema).flatMap(({ secret, name }) => {
    const value = secret && values instanceof Object ? Reflect.get(values, name) : undefined;
    return typeof value === "string" ? [value] : [];
  });
}

interface Checked {
  readonly config: unknown;
  readonly problems: readonly string[];
}

function checkSide(side: Side, schema: z.ZodType, given: Given): Checked {
  const options = sideOptions(side, schema);
  const flagProblems = Object.keys(given.flags[side]).flatMap((name) =>
    flagProblem(side, name, { options, gone: schema.meta()?.gone }),
  );
  const values = options.flatMap((option) => {
    const value = valueOfOption(option, given);
    return value === undefined || value === "" ? [] : [[option.name, value] as const];
  });
  const result = schema.safeParse(Object.fromEntries(values));
  const problems = result.success ? [] : problemsOf(result.error, { options, given: new Map(values) });
  return { config: result.data, problems: [...flagProblems, ...problems] };
}

function valueOfOption(
  { side, name, env, secret }: Option,
  { flags, env: variables, dotenv, sandbox, answers }: Given,
): unknown {
  const rehearsal = sandbox[side]?.[name];
  // In a rehearsal the sandbox says where to go: real accounts in the environment stay untouched.
  if (env !== undefined && rehearsal !== undefined) return rehearsal;
  const flag = secret ? undefined : flags[side][name];
  const set = flag ?? rehearsal ?? (env === undefined ? undefined : (variables[env] ?? dotenv[env]));
  return set ?? (side === "sink" ? answers[name] : undefined);
}

function flagProblem(
  side: Side,
  name: string,
  { options, gone = {} }: { readonly options: readonly Option[] } & ConfigMeta,
): readonly string[] {
  const option = options.find((one) => one.name === name);
  const flag = `--${side}.${name}`;
  if (option === undefined && Object.hasOwn(gone, name)) return [`${flag} is gone: ${gone[name]}.`];
  if (option === undefined)
    return [
      `${flag} is not known; the ${side} has ${options.flatMap((one) => (one.secret ? [] : one.flag)).join(", ")}.`,
    ];
  if (option.secret)
    return [
      `${flag} is not accepted as a flag, since others can read flags. Put it into ${option.env ?? "the environment"}, or into .env.`,
    ];
  return [];
}

function problemsOf(
  error: z.ZodError,
  { options, given }: { readonly options: readonly Option[]; readonly given: ReadonlyMap<string, unknown> },
): readonly string[] {
  const problems = error.issues.map((issue) => {
    const option = options.find(({ name }) => name === issue.path[0]);
    if (option === undefined) return problemOf(issue);
    const what = given.has(option.name) ? optionProblem(issue, given.get(option.name)) : "is missing";
    const where = option.where === undefined ? "" : ` Found at: ${option.where}.`;
    return `${nameOf(option)} ${what}. ${option.description}${where}`;
  });
  return [...new Set(problems)];
}
