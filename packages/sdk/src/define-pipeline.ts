import type { AnySink } from "./define-sink.ts";
import type { AnySource } from "./define-source.ts";

export interface Pipeline {
  /** `<source>-to-<sink>`. */
  readonly name: string;
  /** One sentence for `etl list`. */
  readonly summary: string;
  readonly source: AnySource;
  readonly sink: AnySink;
}

/** Declares a pipeline: one source, one sink, no logic. */
export function definePipeline(pipeline: Pipeline): Pipeline {
  return pipeline;
}
