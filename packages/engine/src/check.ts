import { ConfigError, type Finding, type Logger, type OpenContext, type Pipeline, TransientError } from "@chat-etl/sdk";
import { mustDiffer } from "./must-differ.ts";

export interface CheckOptions {
  readonly pipeline: Pipeline;
  /** Checked by the definitions' `config` schemas. */
  readonly sourceConfig: unknown;
  readonly sinkConfig: unknown;
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

/** What is known of a source and a sink before anything is run. */
export interface CheckReport {
  readonly source: readonly Finding[];
  readonly sink: readonly Finding[];
}

interface Part {
  check?(): Promise<void>;
  inspect?(): Promise<readonly Finding[]>;
  close?(): Promise<void>;
}

/**
 * Looks at both ends of a pipeline. Writes nothing anywhere; what is wrong with one end does not hide the other.
 *
 * @throws ConfigError when both ends are one account
 */
export async function checkPipeline(options: CheckOptions): Promise<CheckReport> {
  const { pipeline, sourceConfig, sinkConfig, stop, logger } = options;
  mustDiffer(options);
  const context = { signal: stop, logger };
  const [source, sink] = await Promise.all([
    findingsOf(async (onNotice) => await pipeline.source.open(sourceConfig, { ...context, onNotice })),
    findingsOf(async (onNotice) => await pipeline.sink.open(sinkConfig, { ...context, onNotice })),
  ]);
  return { source, sink };
}

/** @throws what is neither the operator's nor time's to mend: a bug */
async function findingsOf(
  open: (onNotice: Required<OpenContext>["onNotice"]) => Promise<Part>,
): Promise<readonly Finding[]> {
  const notices: Finding[] = [];
  let part: Part | undefined;
  try {
    part = await open((_code, message) => notices.push({ level: "warning", message }));
    await part.check?.();
    const reached: Finding = { level: "good", message: "It can be reached, and the credentials fit." };
    return [reached, ...notices, ...((await part.inspect?.()) ?? [])];
  } catch (error) {
    if (error instanceof ConfigError || error instanceof TransientError)
      return [{ level: "problem", message: error.message }];
    throw error;
  } finally {
    await part?.close?.();
  }
}
