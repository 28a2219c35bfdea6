import type { AnySource, Logger, Page, ReadOptions, Source } from "@chat-etl/sdk";
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

/** Stages the beginning of a source exactly as a run does, to be looked at. @throws ConfigError, TransientError */
export async function preview({
  source: definition,
  config,
  staging,
  limit,
  stop,
  logger,
}: PreviewOptions): Promise<void> {
  const source = await definition.open(config, { signal: stop, logger });
  try {
    await source.check?.();
    await extract(beginning(source, limit), { definition, staging, stop, logger, onEvent: () => {} });
  } finally {
    await source.close?.();
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
