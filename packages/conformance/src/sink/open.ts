import { encodeRecord } from "@chat-etl/engine";
import { type ChatRecord, KINDS, type Kind } from "@chat-etl/model";
import type { AnyOpenSink, AnySend, EncodeContext, Encoded, Outcome, SendOptions, SinkContext } from "@chat-etl/sdk";
import { must, type SinkSubject } from "../check.ts";
import { type KeptLog, keepLog } from "../shared/keep-log.ts";
import { configOf } from "../shared/options.ts";
import { factsOf, ofKind } from "./world.ts";

export interface Opening extends Pick<SinkContext, "isFirst"> {
  readonly changed?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly log?: KeptLog;
}

/** Opens the sink at its fixture. Who opens it closes it. */
export async function openSink(subject: SinkSubject, opening: Opening = {}): Promise<AnyOpenSink> {
  const { changed, signal = new AbortController().signal, log = keepLog(), isFirst } = opening;
  const context = { signal, logger: log.logger, onNotice: log.onNotice, isFirst };
  return await subject.definition.open(configOf(subject, changed), context);
}

/** Works with an open sink, and closes it whatever happens. */
export async function withSink<T>(
  subject: SinkSubject,
  work: (sink: AnyOpenSink) => Promise<T>,
  opening?: Opening,
): Promise<T> {
  const sink = await openSink(subject, opening);
  try {
    return await work(sink);
  } finally {
    await sink.close?.();
  }
}

/** Encodes a record of a world as the engine does. */
export function encoded(subject: SinkSubject, world: readonly ChatRecord[], record: ChatRecord): Encoded<unknown> {
  const context: EncodeContext<unknown> = {
    config: configOf(subject),
    startedAt: Date.UTC(2030, 0, 1),
    source: "conformance:world",
    users: new Map(ofKind(world, "user").map((user) => [user.id, user])),
    systemUserId: "system",
  };
  const factsOfRecord = () => {
    const id = record.kind === "user" || record.kind === "conversation" ? record.id : record.conversationId;
    const conversation = factsOf(world).get(id);
    must(conversation !== undefined, "A record of the world has no conversation.");
    return conversation;
  };
  return encodeRecord(subject.definition, record, { context, factsOf: factsOfRecord });
}

/** The batches of one kind, as the engine cuts them. */
export function batchesOf(
  subject: SinkSubject,
  world: readonly ChatRecord[],
  kind: Kind,
): readonly (readonly unknown[])[] {
  const { max, by } = subject.definition.capabilities.batch[kind];
  const places = Map.groupBy(ofKind(world, kind), (record) =>
    by === "conversation" && "conversationId" in record ? record.conversationId : "all",
  );
  return [...places.values()].flatMap((records) => {
    const wires = records.flatMap((record) => wiresOf(encoded(subject, world, record)));
    return Array.from({ length: Math.ceil(wires.length / max) }, (_, n) => wires.slice(n * max, (n + 1) * max));
  });
}

export function wiresOf(one: Encoded<unknown>): readonly unknown[] {
  return "reject" in one ? [] : one.send;
}

/** Sends the records of some kinds, one batch after the other. @throws Broken not one outcome per value */
export async function sendKinds(
  sink: AnyOpenSink,
  {
    subject,
    world,
    kinds = KINDS,
  }: { readonly subject: SinkSubject; readonly world: readonly ChatRecord[]; readonly kinds?: readonly Kind[] },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const kind of kinds)
    for (const batch of batchesOf(subject, world, kind)) outcomes.push(...(await sendBatch(sink.send[kind], batch)));
  return outcomes;
}

const OPTIONS: SendOptions = { signal: new AbortController().signal };

const STATUSES: readonly string[] = ["written", "duplicate", "rejected", "retry"];

/** @throws Broken not one outcome per value; whatever `send` throws */
export async function sendBatch(
  send: AnySend,
  batch: readonly unknown[],
  options: SendOptions = OPTIONS,
): Promise<readonly Outcome[]> {
  const outcomes = await send(batch as readonly never[], options);
  must(outcomes.length === batch.length, `For ${batch.length} values there are ${outcomes.length} outcomes.`);
  for (const { status } of outcomes) must(STATUSES.includes(status), `"${status}" is no outcome.`);
  return outcomes;
}

export function isIn({ status }: Outcome): boolean {
  return status === "written" || status === "duplicate";
}
