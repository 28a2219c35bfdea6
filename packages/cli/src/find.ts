import { pipelines } from "@chat-etl/pipelines";
import { type AnySink, type AnySource, ConfigError, type Pipeline, type SandboxSpec } from "@chat-etl/sdk";

/** @throws ConfigError that lists the pipelines there are */
export function findPipeline(name: string): Pipeline {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found) return found;
  const names = pipelines.map((pipeline) => pipeline.name).join(", ");
  throw new ConfigError(`There is no pipeline "${name}". There are: ${names}.`);
}

/** The sandboxes of all sources and sinks, by platform. */
export function sandboxes(): ReadonlyMap<string, () => Promise<SandboxSpec>> {
  const sides = pipelines.flatMap(({ source, sink }) => [source, sink]);
  return new Map(sides.flatMap(({ name, sandbox }) => (sandbox ? [[name, sandbox] as const] : [])));
}

/** The source that reads any format, and can guess how. */
export function findGuessingSource(): AnySource & Required<Pick<AnySource, "guess">> {
  for (const { source } of pipelines) if (source.guess !== undefined) return { ...source, guess: source.guess };
  throw new ConfigError("No source here can read a format that it does not know.");
}

type ProbedSink = AnySink & Required<Pick<AnySink, "probe">>;

/** The sinks whose platforms can be probed. */
export function probes(): readonly ProbedSink[] {
  const sinks = new Map(pipelines.map(({ sink }) => [sink.name, sink]));
  return [...sinks.values()].flatMap(({ probe, ...sink }) => (probe === undefined ? [] : [{ ...sink, probe }]));
}

/** @throws ConfigError that lists the platforms there are */
export function findProbe(platform: string): ProbedSink {
  const found = probes().find(({ name }) => name === platform);
  if (found) return found;
  const names = probes().map(({ name }) => name);
  throw new ConfigError(`There is no probe for "${platform}". There are: ${names.join(", ")}.`);
}
