import { ConfigError, type Finding, type Logger, type OpenContext, type Pipeline, TransientError } from "@chat-etl/sdk";
import { roomFinding } from "./disk-room.ts";
import { mustDiffer } from "./must-differ.ts";

export interface CheckOptions {
  readonly pipeline: Pipeline;
  /** Checked by the definitions' `config` schemas. */
  readonly sourceConfig: unknown;
  readonly sinkConfig: unknown;
  /** Where the workspace will stand. */
  readonly folder: string;
  /** Bytes that are free there. */
  readonly freeBytes: number;
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

/** What is known of a source and a sink before anything is run. */
export interface CheckReport {
  readonly source: readonly Finding[];
  readonly sink: readonly Finding[];
  /** Of this machine: whether what is read finds room. */
  readonly machine: readonly Finding[];
}

interface Part {
  check?(): Promise<void>;
  inspect?(): Promise<readonly Finding[]>;
  sizeBytes?(): Promise<number | undefined>;
  close?(): Promise<void>;
}

/**
 * Looks at both ends of a pipeline. Writes nothing anywhere; what is wrong with one end does not hide the other.
 *
 * @throws ConfigError when both ends are one account
 */
export async function checkPipeline(options: CheckOptions): Promise<CheckReport> {
  const { pipeline, sourceConfig, sinkConfig, folder, freeBytes, stop, logger } = options;
  mustDiffer(options);
  const context = { signal: stop, logger };
  const [source, sink] = await Promise.all([
    lookAt(async (onNotice) => await pipeline.source.open(sourceConfig, { ...context, onNotice })),
    lookAt(async (onNotice) => await pipeline.sink.open(sinkConfig, { ...context, onNotice })),
  ]);
  const room = { sourceBytes: source.sizeBytes, freeBytes, folder };
  // Where the source cannot be read, that is the problem.
  const isRead = source.findings.every(({ level }) => level !== "problem");
  return { source: source.findings, sink: sink.findings, machine: isRead ? [roomFinding(room)] : [] };
}

interface Looked {
  readonly findings: readonly Finding[];
  readonly sizeBytes?: number | undefined;
}

/** @throws what is neither the operator's nor time's to mend: a bug */
async function lookAt(open: (onNotice: Required<OpenContext>["onNotice"]) => Promise<Part>): Promise<Looked> {
  const notices: Finding[] = [];
  let part: Part | undefined;
  try {
    part = await open((_code, message) => notices.push({ level: "warning", message }));
    await part.check?.();
    const reached: Finding = { level: "good", message: "It can be reached, and the credentials fit." };
    const findings = [reached, ...notices, ...((await part.inspect?.()) ?? [])];
    return { findings, sizeBytes: await part.sizeBytes?.() };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof TransientError)
      return { findings: [{ level: "problem", message: error.message }] };
    throw error;
  } finally {
    await part?.close?.();
  }
}
