import type { AnySink } from "./define-sink.ts";
import type { AnySource } from "./define-source.ts";
import type { Transform } from "./define-transform.ts";

export interface Pipeline {
  /** `<source>-to-<sink>`. */
  readonly name: string;
  /** One sentence for `etl list`. */
  readonly summary: string;
  readonly source: AnySource;
  readonly sink: AnySink;
  /** What becomes of every record between the two, in this order. Missing: nothing. */
  readonly transforms?: readonly Transform[] | undefined;
}

/** Declares a pipeline: one source, one sink, and what becomes of the records in between. No logic. */
export function definePipeline(pipeline: Pipeline): Pipeline {
  return pipeline;
}
