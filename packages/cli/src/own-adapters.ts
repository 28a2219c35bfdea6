import { existsSync } from "node:fs";
import type { Ends } from "@chat-etl/pipelines";
import { type AnySink, type AnySource, ConfigError, type EtlConfig } from "@chat-etl/sdk";
import * as z from "zod";
import { exportsOf, OwnSink, OwnSource } from "./own-pipeline.ts";
import { problemOf } from "./problem.ts";

/** Where a folder says which adapters of its own it has; the first that is there counts. */
const CONFIG_FILES = ["etl.config.ts", "etl.config.js"];

/** `-to-` stands between the names in a pipeline's. */
const NAME = /^(?!.*-to-)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const Name = z
  .string()
  .regex(NAME, 'must be lower-case words with a hyphen between them, as in my-forum, without "-to-"');

const EtlConfigShape = z.strictObject({
  sources: z.array(OwnSource.extend({ name: Name })).default([]),
  sinks: z.array(OwnSink.extend({ name: Name })).default([]),
});

/** Whether an adapter can be called so: its name becomes part of the names of pipelines and folders. */
export function isAdapterName(name: string): boolean {
  return NAME.test(name);
}

/**
 * The adapters that the working folder adds, by their names. None where it has no `etl.config.ts`.
 *
 * @param taken the names there are without it
 * @throws ConfigError the file cannot be loaded, exports no configuration or several, or adds a name that is taken
 */
export async function loadOwnAdapters(taken: Ends): Promise<Ends> {
  const file = CONFIG_FILES.find((name) => existsSync(name));
  if (file === undefined) return { sources: new Map(), sinks: new Map() };
  const { sources = [], sinks = [] } = configOf(file, await exportsOf(`./${file}`));
  return { sources: named(file, "source", sources, taken.sources), sinks: named(file, "sink", sinks, taken.sinks) };
}

function configOf(file: string, exported: readonly unknown[]): EtlConfig {
  const [config, ...others] = new Set(exported);
  if (config === undefined || others.length > 0)
    throw new ConfigError(
      `"${file}" exports ${others.length + Number(config !== undefined)} things. Export one: what defineConfig returns.`,
    );
  if (isConfig(config)) return config;
  const { error } = EtlConfigShape.safeParse(config);
  const problems = error?.issues.map((issue) => `  - ${problemOf(issue)}`) ?? [];
  throw new ConfigError(
    `"${file}" must be put right:\n${problems.join("\n")}\nExport what defineConfig returns: { sources: [a source], sinks: [a sink] }, as defineSource and defineSink make them.`,
  );
}

function isConfig(value: unknown): value is EtlConfig {
  return EtlConfigShape.safeParse(value).success;
}

function named<End extends AnySource | AnySink>(
  file: string,
  side: string,
  own: readonly End[],
  taken: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, () => Promise<End>> {
  const ends = new Map<string, () => Promise<End>>();
  for (const end of own) {
    if (taken.has(end.name) || ends.has(end.name))
      throw new ConfigError(`"${file}" adds a ${side} "${end.name}", and there is one already. Give it another name.`);
    ends.set(end.name, async () => end);
  }
  return ends;
}
