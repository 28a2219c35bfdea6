import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cometchatSink, cometchatSource } from "@chat-etl/cometchat";
import { preview, run, type Summary } from "@chat-etl/engine";
import { type ChatRecord, idOf, type Kind } from "@chat-etl/model";
import {
  type AnyOpenSink,
  type AnyPass,
  type AnySend,
  type AnySink,
  type ConversationFacts,
  definePipeline,
  type Encoded,
} from "@chat-etl/sdk";
import { openWorkspace, type Workspace } from "@chat-etl/store";
import { canonicalSource } from "./canonical-source.ts";

/** What became of a record on its way into CometChat. */
export interface Told {
  readonly record: ChatRecord;
  /** Its conversation, as it was known then. */
  readonly conversation: ConversationFacts | undefined;
  /** Codes of what was counted as lost, by the import and by the passes. */
  readonly losses: Set<string>;
  /** Why the sink refused it. */
  reject: string | undefined;
}

/** Where a world's records went, and what they were read as. */
export interface Trip {
  readonly told: readonly Told[];
  readonly back: readonly ChatRecord[];
  readonly summary: Summary;
}

export interface TripOptions {
  readonly passes: string;
  readonly restore: boolean;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const UNPACED = { requestsPerMinute: "1000000" };

/** Takes a world into an empty CometChat sandbox, by the real engine over HTTP, and reads that back. */
export async function roundTrip(world: readonly ChatRecord[], { passes, restore }: TripOptions): Promise<Trip> {
  const folder = mkdtempSync(join(tmpdir(), "etl-round-trip-"));
  const { told, sink } = telling(cometchatSink);
  const spec = await cometchatSink.sandbox?.();
  if (spec === undefined) throw new Error("CometChat has no sandbox.");
  const switches = { requestsPerMinute: "off", coreRequestsPerMinute: "off", retentionDays: "off", world: "none" };
  const context = { folder, port: 0, speed: 1_000, sample: false, logger: SILENT };
  const sandbox = await spec.start(spec.options.parse(switches), context);
  try {
    const summary = await within(join(folder, "in"), (workspace) =>
      run({
        ...{ pipeline: definePipeline({ name: "round-trip", summary: "", source: canonicalSource, sink }), workspace },
        sourceConfig: { records: world },
        sinkConfig: sink.config.parse({
          ...{ ...sandbox.config, ...UNPACED, retention: "none", passes, coreRequestsPerMinute: "1000000" },
        }),
        ...{ concurrency: 3, limit: Number.POSITIVE_INFINITY, speed: 1_000, stop: new AbortController().signal },
        ...{ logger: SILENT, onEvent() {} },
      }),
    );
    const config = { ...sandbox.config, ...UNPACED, restore, friends: "true", blocks: "true", pageSize: "17" };
    const back = await within(join(folder, "back"), (workspace) => readBack(workspace, config));
    return { told: [...told.values()], back, summary };
  } finally {
    await sandbox.close();
  }
}

async function within<T>(folder: string, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(folder);
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Everything the source gives, as the engine stages it. @throws when a value cannot be read */
async function readBack(workspace: Workspace, config: object): Promise<readonly ChatRecord[]> {
  const { staging, tallies } = workspace;
  const stop = new AbortController().signal;
  const source = { source: cometchatSource, config: cometchatSource.config.parse(config) };
  await preview({ ...source, staging, stop, limit: Number.POSITIVE_INFINITY, logger: SILENT });
  const refused = await tallies.rejects("nowhere");
  if (refused.length > 0) throw new Error(`Not all could be read back: ${JSON.stringify(refused)}`);
  const { loading } = workspace.lane("nowhere");
  const others = (["user", "conversation", "membership"] as const).map((kind) =>
    loading.unsettled(kind, undefined, 1_000_000),
  );
  const all = { shard: { index: 0, of: 1 }, order: "by-time", after: undefined, limit: 1_000_000 } as const;
  const staged = [...(await Promise.all(others)), await loading.unsettledMessages(all)];
  return staged.flat().map(({ record }) => record);
}

/** A sink that tells what it makes of each record. */
function telling(sink: AnySink): { readonly told: ReadonlyMap<string, Told>; readonly sink: AnySink } {
  const told = new Map<string, Told>();
  const senders = new Map<unknown, Told>();
  function note(record: ChatRecord, context: object, encoded: Encoded<unknown>): void {
    const key = `${record.kind} ${idOf(record)}`;
    const conversation = "conversation" in context ? (context.conversation as ConversationFacts) : undefined;
    const known = told.get(key) ?? { record, conversation, losses: new Set(), reject: undefined };
    told.set(key, known);
    if ("reject" in encoded) {
      known.reject = encoded.reject.code;
      return;
    }
    for (const { code } of encoded.losses ?? []) known.losses.add(code);
    for (const wire of encoded.send) senders.set(wire, known);
  }
  type Encoder = (record: never, context: never) => Encoded<unknown>;
  const noting =
    (encode: Encoder): Encoder =>
    (record, context) => {
      const encoded = encode(record, context);
      note(record, context, encoded);
      return encoded;
    };
  const kinds = Object.entries(sink.encode).map(([kind, encode]) => [kind, noting(encode)]);
  const encode = Object.fromEntries(kinds) as Readonly<Record<Kind, Encoder>> as AnySink["encode"];
  const passes = (config: unknown): readonly AnyPass[] =>
    (sink.passes?.(config) ?? []).map((pass) => ({ ...pass, encode: noting(pass.encode) as AnyPass["encode"] }));
  const refused = (wire: unknown, code: string) => senders.get(wire)?.losses.add(code);
  const open: AnySink["open"] = async (config, context) => tellingRefusals(await sink.open(config, context), refused);
  return { told, sink: { ...sink, encode, passes, open } };
}

/** What CometChat itself refuses counts like a loss of that name: `refused`, or `refused-<pass>`. */
function tellingRefusals(sink: AnyOpenSink, refused: (wire: unknown, code: string) => void): AnyOpenSink {
  const noting =
    (send: AnySend, code: string): AnySend =>
    async (batch, options) => {
      const outcomes = await send(batch, options);
      for (const [index, { status }] of outcomes.entries()) if (status === "rejected") refused(batch[index], code);
      return outcomes;
    };
  const send = Object.entries(sink.send).map(([kind, send]) => [kind, noting(send, "refused")]);
  const passes = Object.entries(sink.passes ?? {}).map(([name, sender]) => [
    name,
    { ...sender, send: noting(sender.send, `refused-${name}`) },
  ]);
  return { ...sink, send: Object.fromEntries(send), passes: Object.fromEntries(passes) };
}
