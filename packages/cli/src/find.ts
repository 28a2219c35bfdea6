import { pipelines } from "@chat-etl/pipelines";
import { ConfigError, type Pipeline, type SandboxSpec } from "@chat-etl/sdk";

/** @throws ConfigError that lists the pipelines there are */
export function findPipeline(name: string): Pipeline {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found) return found;
  const names = pipelines.map((pipeline) => pipeline.name).join(", ");
  throw new ConfigError(`There is no pipeline "${name}". There are: ${names}.`);
}

/** The sandboxes of all sources and sinks, by platform. */
export function sandboxLoaders(): ReadonlyMap<string, () => Promise<SandboxSpec>> {
  const sides = pipelines.flatMap(({ source, sink }) => [source, sink]);
  return new Map(sides.flatMap((side) => (side.sandbox ? [[side.name, () => loadSandbox(side)] as const] : [])));
}

/** @throws ConfigError if the platform has no sandbox */
export async function loadSandbox(side: {
  readonly name: string;
  sandbox?(): Promise<SandboxSpec>;
}): Promise<SandboxSpec> {
  if (side.sandbox) return await side.sandbox();
  throw new ConfigError(`"${side.name}" has no sandbox.`);
}
