import { loadGuessingSource, pipelines } from "@chat-etl/pipelines";
import { type AnySink, type AnySource, ConfigError, type Pipeline } from "@chat-etl/sdk";
import { isOwnPipeline, loadOwnPipeline } from "./own-pipeline.ts";

/** The pipeline that examples name. */
export const [EXAMPLE_PIPELINE = ""] = pipelines.keys();

/** By its name, or by the file that defines it. @throws ConfigError that lists the pipelines there are */
export async function findPipeline(name: string): Promise<Pipeline> {
  if (isOwnPipeline(name)) return await loadOwnPipeline(name);
  const load = pipelines.get(name);
  if (load) return await load();
  throw new ConfigError(
    `There is no pipeline "${name}". There are: ${[...pipelines.keys()].join(", ")}; or name the file of your own, as in ./my-pipeline.ts.`,
  );
}

/** All of them, in the order of `etl list`. */
export async function allPipelines(): Promise<readonly Pipeline[]> {
  return await Promise.all([...pipelines.values()].map(async (load) => await load()));
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
  if (isOwnPipeline(name) || pipelines.has(name)) return endsOf(await findPipeline(name));
  const named = (await allPipelines()).flatMap((pipeline) =>
    endsOf(pipeline).map((end) => ({ end, names: [end.definition.name, wordOf(pipeline.name, end.side)] })),
  );
  const found = new Map(
    named.filter(({ names }) => names.includes(name)).map(({ end }) => [`${end.side} ${end.definition.name}`, end]),
  );
  if (found.size > 0) return [...found.values()].sort((one, other) => other.side.localeCompare(one.side));
  throw new ConfigError(
    `There is nothing called "${name}". There are: ${[...new Set(named.flatMap(({ names }) => names))].sort().join(", ")}; or name a pipeline (etl list), or the file of your own, as in ./my-pipeline.ts.`,
  );
}

function endsOf({ source, sink }: Pipeline): readonly End[] {
  return [
    { side: "source", definition: source },
    { side: "sink", definition: sink },
  ];
}

/** What a pipeline calls one of its ends: `<source>-to-<sink>`. */
function wordOf(pipeline: string, side: End["side"]): string {
  const [source = pipeline, sink = pipeline] = pipeline.split("-to-");
  return side === "source" ? source : sink;
}

/** The source that reads any format, and can guess how. */
export async function findGuessingSource(): Promise<AnySource & Required<Pick<AnySource, "guess">>> {
  const source = await loadGuessingSource();
  if (source.guess !== undefined) return { ...source, guess: source.guess };
  throw new ConfigError("No source here can read a format that it does not know.");
}

type ProbedSink = AnySink & Required<Pick<AnySink, "probe">>;

/** The sinks whose platforms can be probed. */
export async function probes(): Promise<readonly ProbedSink[]> {
  const sinks = new Map((await allPipelines()).map(({ sink }) => [sink.name, sink]));
  return [...sinks.values()].flatMap(({ probe, ...sink }) => (probe === undefined ? [] : [{ ...sink, probe }]));
}

/** @throws ConfigError that lists the platforms there are */
export async function findProbe(platform: string): Promise<ProbedSink> {
  const all = await probes();
  const found = all.find(({ name }) => name === platform);
  if (found) return found;
  throw new ConfigError(`There is no probe for "${platform}". There are: ${all.map(({ name }) => name).join(", ")}.`);
}
