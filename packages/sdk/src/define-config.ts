import type { AnySink } from "./define-sink.ts";
import type { AnySource } from "./define-source.ts";

/** What a folder adds to the adapters that come with etl. */
export interface EtlConfig {
  /** Each makes a pipeline into every sink, named by its own `name`. Default: none. */
  readonly sources?: readonly AnySource[];
  /** Each makes a pipeline out of every source, named by its own `name`. Default: none. */
  readonly sinks?: readonly AnySink[];
}

/** Declares the adapters of a folder. `etl.config.ts` there exports it, as `default` or under any name. */
export function defineConfig(config: EtlConfig): EtlConfig {
  return config;
}
