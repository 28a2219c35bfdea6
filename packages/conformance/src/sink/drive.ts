import { type RunOptions, run, type Summary } from "@chat-etl/engine";
import type { ChatRecord } from "@chat-etl/model";
import { type AnySink, definePipeline } from "@chat-etl/sdk";
import { openWorkspace, type Workspace } from "@chat-etl/store";
import type { SinkSubject } from "../check.ts";
import { type KeptLog, keepLog } from "../shared/keep-log.ts";
import { configOf } from "../shared/options.ts";
import { sourceOf } from "./world-source.ts";

/** Quotas and pauses last so many times shorter: nobody waits for a test. */
const SPEED = 1_000;

export interface Drive {
  readonly world: readonly ChatRecord[];
  /** Of the workspace: given again, the run goes on. */
  readonly folder: string;
  readonly concurrency?: number;
  /** In place of the definition, or of the workspace as it was opened. */
  readonly sink?: AnySink;
  around?(workspace: Workspace): Workspace;
  readonly log?: KeptLog;
  readonly onEvent?: RunOptions["onEvent"];
}

/** Runs the engine from a world into the sink, over a real workspace. @throws as `run` does */
export async function drive(subject: SinkSubject, { world, folder, ...how }: Drive): Promise<Summary> {
  const { sink = subject.definition, around = (same) => same, log = keepLog(), concurrency = 3 } = how;
  const opened = await openWorkspace(folder);
  try {
    return await run({
      pipeline: definePipeline({ name: "conformance", summary: "", source: sourceOf(world), sink }),
      sourceConfig: {},
      sinkConfig: configOf(subject),
      workspace: around(opened),
      concurrency,
      limit: Number.POSITIVE_INFINITY,
      speed: SPEED,
      stop: new AbortController().signal,
      logger: log.logger,
      onEvent: how.onEvent ?? (() => {}),
    });
  } finally {
    await opened.close();
  }
}
