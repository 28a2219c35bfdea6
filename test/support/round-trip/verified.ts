import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type Verification, verify } from "@chat-etl/engine";
import type { ChatRecord } from "@chat-etl/model";
import { type AnySink, definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { canonicalSource } from "./canonical-source.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A target that worlds are loaded into and read back from. */
export interface Loadable {
  readonly sink: AnySink;
  /** The switches of its stand-in, where it has one. */
  readonly switches: Readonly<Record<string, string>>;
  /** Options of the sink; where it has no stand-in, with the folder it writes to. */
  options(folder: string): Readonly<Record<string, string>>;
}

/** Loads a world into an empty target by the real engine, and verifies it at once. */
export async function loadAndVerify(world: readonly ChatRecord[], target: Loadable): Promise<Verification> {
  const folder = mkdtempSync(join(tmpdir(), "etl-verified-"));
  const { sink, switches } = target;
  const spec = await sink.sandbox?.();
  const context = { folder, port: 0, speed: 1_000, sample: false, side: "sink", logger: SILENT } as const;
  const sandbox = await spec?.start(spec.options.parse(switches), context);
  const workspace = await openWorkspace(join(folder, "workspace"));
  const common = {
    ...{ pipeline: definePipeline({ name: "verified", summary: "", source: canonicalSource, sink }), workspace },
    sinkConfig: sink.config.parse({ ...sandbox?.config, ...target.options(folder) }),
    ...{ speed: 1_000, stop: new AbortController().signal, logger: SILENT, onEvent() {} },
  };
  try {
    await run({ ...common, sourceConfig: { records: world }, concurrency: 3, limit: Number.POSITIVE_INFINITY });
    return await verify({ ...common, share: 1, onConversation() {} });
  } finally {
    await workspace.close();
    await sandbox?.close();
  }
}
