import { ConfigError, type Pipeline } from "@chat-etl/sdk";

interface Sides {
  readonly pipeline: Pipeline;
  readonly sourceConfig: unknown;
  readonly sinkConfig: unknown;
}

/** @throws ConfigError when source and target are one account */
export function mustDiffer({ pipeline: { source, sink }, sourceConfig, sinkConfig }: Sides): void {
  if (source.name !== sink.name || source.isTarget === undefined) return;
  const target = sink.identity(sinkConfig);
  if (!source.isTarget(sourceConfig, target)) return;
  throw new ConfigError(
    `Source and target are the same account, "${target}": it would be written to itself. Set the options of one side to another account.`,
  );
}
