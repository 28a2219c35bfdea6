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
