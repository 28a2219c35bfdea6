import { type Ends, loadGuessingSource, pairsOf, pipelines, sandboxes, sinks, sources } from "@chat-etl/pipelines";
import { type AnySink, type AnySource, ConfigError, type Pipeline, type SandboxSpec } from "@chat-etl/sdk";
import { loadOwnAdapters } from "./own-adapters.ts";
import { isOwnPipeline, loadOwnPipeline } from "./own-pipeline.ts";

/** The pipeline that examples name. */
export const [EXAMPLE_PIPELINE = ""] = pipelines.keys();

/** All sources and sinks there are, with those of the working folder's `etl.config.ts` behind. @throws ConfigError */
export async function allEnds(): Promise<Ends> {
  const own = await loadOwnAdapters({ sources, sinks });
  return { sources: new Map([...sources, ...own.sources]), sinks: new Map([...sinks, ...own.sinks]) };
}

/** What sources and sinks are called. An `etl.config.ts` whose packages are not installed yet counts as none. */
export async function takenNames(): Promise<readonly string[]> {
  const ends = await allEnds().catch((error: unknown) => {
    if (error instanceof ConfigError) return { sources, sinks };
    throw error;
  });
  return [...ends.sources.keys(), ...ends.sinks.keys()];
}

/** By its name, or by the file that defines it. @throws ConfigError that lists the pipelines there are */
export async function findPipeline(name: string): Promise<Pipeline> {
  if (isOwnPipeline(name)) return await loadOwnPipeline(name);
  // What comes with etl is found without looking into the folder.
  const load = pipelines.get(name) ?? pairsOf(await allEnds()).get(name);
  if (load) return await load();
  throw new ConfigError(await unknownPipeline(name));
}

async function unknownPipeline(name: string): Promise<string> {
  const ends = await allEnds();
  return `There is no pipeline "${name}". There is <source>-to-<sink>, like ${EXAMPLE_PIPELINE}, of the sources ${[...ends.sources.keys()].join(", ")} and the sinks ${[...ends.sinks.keys()].join(", ")}; or name the file of your own, as in ./my-pipeline.ts.`;
}

/** The first of these words that names a pipeline. @throws ConfigError */
export async function pipelineNamedIn(words: readonly string[]): Promise<string | undefined> {
  const known = words.find((word) => pipelines.has(word) || isOwnPipeline(word));
  if (known !== undefined) return known;
  const own = pairsOf(await allEnds());
  return words.find((word) => own.has(word));
}

/** All of them, in the order of `etl list`. @throws ConfigError */
export async function allPipelines(): Promise<readonly Pipeline[]> {
  return await Promise.all([...pairsOf(await allEnds()).values()].map(async (load) => await load()));
}

/** The sandboxes of all platforms that have one, by the platform; those of the working folder's own behind. */
export async function allSandboxes(): Promise<ReadonlyMap<string, () => Promise<SandboxSpec>>> {
  const own = await loadOwnAdapters({ sources, sinks });
  const ends = await Promise.all([...own.sources.values(), ...own.sinks.values()].map(async (load) => await load()));
  const served = ends.flatMap(({ name, sandbox }) => (sandbox === undefined ? [] : [[name, sandbox] as const]));
  return new Map([...served, ...sandboxes]);
}

/** A source or a sink, and which of them it is. */
export type End =
  | { readonly side: "source"; readonly definition: AnySource }
  | { readonly side: "sink"; readonly definition: AnySink };

/**
 * What a name stands for: the source and the sink that are called so, by themselves or as pipelines call them, or both
 * ends of a pipeline.
 *
 * @throws ConfigError that lists the names there are; or as `findPipeline`
 */
export async function findEnds(name: string): Promise<readonly End[]> {
  const own = isOwnPipeline(name) ? loadOwnPipeline : (pipelines.get(name) ?? pairsOf(await allEnds()).get(name));
  if (own) return endsOf(await own(name));
  const all = await namedEnds(await allEnds());
  const found = all.filter(({ names }) => names.includes(name)).map(({ end }) => end);
  if (found.length > 0) return found;
  const names = [...new Set(all.flatMap((one) => one.names))].sort();
  throw new ConfigError(
    `There is nothing called "${name}". There are: ${names.join(", ")}; or name a pipeline (etl list), or the file of your own, as in ./my-pipeline.ts.`,
  );
}

/** Every source and sink, by what pipelines call it and by its own name. */
async function namedEnds({ sources, sinks }: Ends) {
  const all: { readonly end: End; readonly names: readonly string[] }[] = [];
  for (const [word, load] of sources) {
    const definition = await load();
    all.push({ end: { side: "source", definition }, names: [word, definition.name] });
  }
  for (const [word, load] of sinks) {
    const definition = await load();
    all.push({ end: { side: "sink", definition }, names: [word, definition.name] });
  }
  return all;
}

function endsOf({ source, sink }: Pipeline): readonly End[] {
  return [
    { side: "source", definition: source },
    { side: "sink", definition: sink },
  ];
}

/** The source that reads any format, and can guess how. */
export async function findGuessingSource(): Promise<AnySource & Required<Pick<AnySource, "guess">>> {
  const source = await loadGuessingSource();
  if (source.guess !== undefined) return { ...source, guess: source.guess };
  throw new ConfigError("No source here can read a format that it does not know.");
}

type ProbedSink = AnySink & Required<Pick<AnySink, "probe">>;

/** The sinks whose platforms can be probed. @throws ConfigError */
export async function probes(): Promise<readonly ProbedSink[]> {
  const all = await Promise.all([...(await allEnds()).sinks.values()].map(async (load) => await load()));
  return all.flatMap(({ probe, ...sink }) => (probe === undefined ? [] : [{ ...sink, probe }]));
}

/** @throws ConfigError that lists the platforms there are */
export async function findProbe(platform: string): Promise<ProbedSink> {
  const all = await probes();
  const found = all.find(({ name }) => name === platform);
  if (found) return found;
  throw new ConfigError(`There is no probe for "${platform}". There are: ${all.map(({ name }) => name).join(", ")}.`);
}
