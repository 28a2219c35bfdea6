import type { AnySource, Logger, Transform } from "@chat-etl/sdk";
import type { Staging, Tallies } from "@chat-etl/store";
import { extract } from "./extract.ts";
import { TransformChain } from "./transform-chain.ts";

export interface SourceUsersOptions {
  readonly definition: AnySource;
  readonly config: unknown;
  /** A map names people as the transforms leave them. */
  readonly transforms?: readonly Transform[] | undefined;
  /** A workspace that is thrown away afterwards. */
  readonly workspace: { readonly staging: Staging; readonly tallies: Tallies };
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

/**
 * Stages a source's users, and as little else as it takes: its streams of users; all streams if those give none, for
 * then users are only known from what they wrote.
 *
 * @throws ConfigError, TransientError; the stop signal's reason
 */
export async function stageUsers({
  definition,
  config,
  transforms = [],
  workspace,
  stop,
  logger,
}: SourceUsersOptions): Promise<void> {
  const source = await definition.open(config, { signal: stop, logger });
  try {
    await source.check?.();
    const streams = Object.entries(definition.streams);
    const ofUsers = streams.filter(([, { kind }]) => kind === "user");
    const chain = new TransformChain(transforms);
    const reading = { staging: workspace.staging, chain, stop, logger, onEvent: () => {} };
    await extract(source, { ...reading, definition: { ...definition, streams: Object.fromEntries(ofUsers) } });
    if ((await workspace.tallies.first("user", 1)).length > 0) return;
    await extract(source, { ...reading, definition });
  } finally {
    await source.close?.();
  }
}
