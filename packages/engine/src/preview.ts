import { type AnySource, ConfigError, type Logger, type Page, type ReadOptions, type Source } from "@chat-etl/sdk";
import type { Staging } from "@chat-etl/store";
import { extract } from "./extract/extract.ts";

export interface PreviewOptions {
  readonly source: AnySource;
  readonly config: unknown;
  /** Of a workspace that is thrown away afterwards. */
  readonly staging: Staging;
  /** Most values to read of each stream. */
  readonly limit: number;
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

/**
 * Stages the beginning of a source exactly as a run does, to be looked at. Returns why a run would be refused all the same:
 * nothing says whose it is.
 *
 * @throws ConfigError, TransientError
 */
export async function preview({
  source: definition,
  config,
  staging,
  limit,
  stop,
  logger,
}: PreviewOptions): Promise<string | undefined> {
  const source = await definition.open(config, { signal: stop, logger });
  try {
    await source.check?.();
    await extract(beginning(source, limit), { definition, staging, stop, logger, onEvent: () => {} });
  } finally {
    await source.close?.();
  }
  return await whyUnnamed(definition, config);
}

async function whyUnnamed(definition: AnySource, config: unknown): Promise<string | undefined> {
  try {
    await definition.identity(config);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

function beginning(source: Source, limit: number): Source {
  return {
    async *read(stream: string, options: ReadOptions): AsyncGenerator<Page, void> {
      let left = limit;
      for await (const page of source.read(stream, options)) {
        yield { ...page, values: page.values.slice(0, left) };
        left -= page.values.length;
        if (left <= 0) return;
      }
    },
  };
}
