import { setImmediate } from "node:timers/promises";
import type { ChatRecord, Kind } from "@chat-etl/model";
import type { ConversationContext, EncodeContext, Encoded, Loss, Reason } from "@chat-etl/sdk";
import type { Place, SettledRecord, Shard, Staged, Unsettled } from "@chat-etl/store";
import type { Placed } from "../files/place-attachments.ts";
import { SYSTEM_USER_ID } from "../resolve.ts";
import { passEncoder } from "./encode-pass.ts";
import { encodeRecord } from "./encode-record.ts";
import { type Lane, settleUnsent } from "./lane.ts";

/** A record as it will be sent. */
export interface Item {
  readonly seq: number;
  readonly id: string;
  readonly wires: readonly unknown[];
  readonly losses: readonly Loss[];
}

/** Said of messages whose place in their conversation is not that of their time. */
export const OUT_OF_ORDER: Loss = {
  code: "order",
  detail:
    "Stands elsewhere in its conversation than its time says: it was sent ahead of older messages, to find out which age the target refuses, or behind later ones, when the source gave it late or it had been rejected. Its time is right.",
};

/** Records read from the workspace at once; batches are cut from them. */
const PAGE = 500;

/**
 * The unsettled records of a kind, encoded and cut into batches as the sink wants them, in load order.
 * Records of which nothing is to be sent are settled on the way.
 */
export async function* batchesOf(lane: Lane, kind: Kind, shard: Shard): AsyncGenerator<readonly Item[]> {
  let after: Place | undefined;
  for (;;) {
    // Where nothing is sent nothing is waited for, and an interrupt is heard only if it is let through.
    await setImmediate();
    lane.stop.throwIfAborted();
    const limit = kind === "message" ? Math.min(PAGE, lane.messagesLeft) : PAGE;
    // What will not be sent is not looked at either: its files may not be there.
    if (limit <= 0) return;
    const page = await readPage(lane, kind, { shard, after, limit });
    after = page.at(-1)?.place;
    const { items, unsent } = await encodePage(lane, kind, page);
    await settleUnsent(lane, unsent, kind);
    yield* cut(items, lane, kind);
    if (page.length < limit) return;
  }
}

function readPage(
  lane: Lane,
  kind: Kind,
  { shard, after, limit }: { readonly shard: Shard; readonly after: Place | undefined; readonly limit: number },
): Promise<readonly Unsettled[]> {
  if (kind !== "message") return lane.loading.unsettled(kind, after, limit);
  const order = lane.definition.capabilities.batch.message.by === "conversation" ? "by-conversation" : "by-time";
  return lane.loading.unsettledMessages({ shard, order, after, limit });
}

interface ItemOf extends Item {
  readonly conversation: string | undefined;
}

export interface EncodedPage {
  readonly items: readonly ItemOf[];
  readonly unsent: readonly SettledRecord[];
  /** What all of them were encoded with. */
  readonly context: PageContext;
}

/** What encoding needs to know of a lane. */
export type EncodingLane = Pick<
  Lane,
  | "definition"
  | "loading"
  | "config"
  | "startedAt"
  | "source"
  | "pass"
  | "hasPassesBefore"
  | "hasLate"
  | "existingUsers"
  | "files"
  | "filesAt"
  | "tooOld"
>;

/** Encodes records: those with something to send, and the final state of the others. */
export async function encodePage(lane: EncodingLane, kind: Kind, page: readonly Staged[]): Promise<EncodedPage> {
  const records = page.map(({ record }) => record);
  const users = await lane.loading.users(records.flatMap((record) => usersOf(record, lane.pass !== undefined)));
  const facts = await lane.loading.facts(records.flatMap((record) => conversationOf(record) ?? []));
  const { config, startedAt, source } = lane;
  const context: EncodeContext<unknown> = { config, startedAt, source, users, systemUserId: SYSTEM_USER_ID };
  const encodeForPass = lane.pass && (await passEncoder(lane.pass, lane.loading, { ...context, facts, page }));
  const passed = lane.hasPassesBefore ? await lane.loading.passed(page.map(({ seq }) => seq)) : undefined;
  const placed = kind === "message" ? await lane.files.place(page, lane.filesAt ?? startedAt) : undefined;
  const late = kind === "message" && lane.hasLate ? await lateOf(lane, page) : undefined;
  const items: ItemOf[] = [];
  const unsent: SettledRecord[] = [];
  for (const { seq, record: staged } of page) {
    const { record, verdict, losses: fileLosses, filesAtHand } = placedRecord(lane, staged, placed?.get(seq));
    const id = labelOf(kind, record);
    if (record.kind === "user" && lane.existingUsers.has(record.id)) {
      unsent.push({ seq, id, settlement: existing(lane, record.id), losses: [] });
      continue;
    }
    const conversation = conversationOf(record);
    const encoded =
      tooOld(lane, record) ??
      verdict ??
      // Nothing is waited for that is there: it would be for every record.
      (encodeForPass
        ? await encodeForPass({ seq, record })
        : encodeOne(lane, record, { context: contextFor(context, { passed: passed?.get(seq), filesAtHand }), facts }));
    const lost = late?.has(seq) ? [OUT_OF_ORDER] : [];
    const losses = "reject" in encoded ? [] : [...(encoded.losses ?? []), ...fileLosses, ...lost];
    if ("reject" in encoded)
      unsent.push({ seq, id, settlement: { status: "rejected", reason: encoded.reject }, losses });
    else if (encoded.send.length === 0) unsent.push({ seq, id, settlement: { status: "implied" }, losses });
    else items.push({ seq, id, wires: encoded.send, losses, conversation });
  }
  return { items, unsent, context: { ...context, facts } };
}

/** Most records have nothing of their own. */
function contextFor(
  context: EncodeContext<unknown>,
  { passed, filesAtHand }: Pick<EncodeContext<unknown>, "passed" | "filesAtHand">,
): EncodeContext<unknown> {
  const isPlain = passed === undefined && (filesAtHand?.size ?? 0) === 0;
  return isPlain ? context : { ...context, passed, filesAtHand };
}

/** Messages that come behind later ones of their conversation, where that decides on their place. */
async function lateOf({ loading, definition }: EncodingLane, page: readonly Staged[]): Promise<ReadonlySet<number>> {
  const { lateWithinMs = 0 } = definition.capabilities;
  return await loading.late(
    page.map(({ seq }) => seq),
    lateWithinMs,
  );
}

interface PlacedRecord {
  readonly record: ChatRecord;
  /** It needs no encoding: its files are not there and it shall not go without them, or it was nothing else. */
  readonly verdict?: Encoded<unknown>;
  readonly losses: readonly Loss[];
  readonly filesAtHand?: ReadonlySet<string> | undefined;
}

/** A record with its files where they lie now. What is missing is the main load's to tell. */
function placedRecord({ pass }: EncodingLane, record: ChatRecord, placed: Placed | undefined): PlacedRecord {
  if (placed === undefined) return { record, losses: [] };
  if ("reject" in placed) return { record, losses: [], ...(pass === undefined ? { verdict: placed } : {}) };
  const { record: moved, filesAtHand, isEmpty } = placed;
  const losses = pass === undefined ? placed.losses : [];
  return { record: moved, losses, filesAtHand, ...(isEmpty ? { verdict: { send: [] } } : {}) };
}

/** Whom the target has is not overwritten, neither by the main load nor by a pass. */
function existing({ pass }: EncodingLane, targetId: string): SettledRecord["settlement"] {
  return pass === undefined ? { status: "duplicate", targetId } : { status: "implied" };
}

export interface PageContext extends EncodeContext<unknown> {
  readonly facts: ReadonlyMap<string, ConversationContext<unknown>["conversation"]>;
}

interface Known {
  readonly context: EncodeContext<unknown>;
  readonly facts: PageContext["facts"];
}

function encodeOne({ definition }: EncodingLane, record: ChatRecord, { context, facts }: Known): Encoded<unknown> {
  const factsOf = () => {
    const id = conversationOf(record) ?? "";
    const conversation = facts.get(id);
    if (conversation === undefined) throw new Error(`Conversation "${id}" was not resolved.`);
    return conversation;
  };
  return encodeRecord(definition, record, { context, factsOf });
}

/** The window moves on while a run lasts for days. */
function tooOld({ tooOld: limit }: EncodingLane, record: ChatRecord): { readonly reject: Reason } | undefined {
  if (limit === undefined || record.kind !== "message") return undefined;
  return Date.now() - record.sentAt >= limit.ageMs ? { reject: limit.reason } : undefined;
}

/** Batches as full as the sink allows, a record's wires together, one conversation each where it wants that. */
function* cut(items: readonly ItemOf[], lane: Lane, kind: Kind): Generator<readonly Item[]> {
  const { max, by } = lane.definition.capabilities.batch[kind];
  let batch: ItemOf[] = [];
  let wires = 0;
  for (const item of items) {
    const full = wires + item.wires.length > max;
    const foreign = by === "conversation" && batch[0]?.conversation !== item.conversation;
    if (batch.length > 0 && (full || foreign)) {
      yield batch;
      batch = [];
      wires = 0;
    }
    batch.push(item);
    wires += item.wires.length;
  }
  if (batch.length > 0) yield batch;
}

/** The main load leaves friends to passes: people may have thousands. */
function usersOf(record: ChatRecord, isPass: boolean): readonly string[] {
  switch (record.kind) {
    case "user":
      return isPass ? [...record.friendIds, ...record.blockedIds] : [];
    case "conversation":
      return [record.ownerId, record.creatorId].filter((id) => id !== undefined);
    case "membership":
      return [record.userId];
    case "message": {
      const mentioned = record.entities.map((entity) => (entity.type === "user_mention" ? entity.userId : undefined));
      const reacted = record.reactions.map(({ userId }) => userId);
      const pinned = isPass ? record.pin?.userId : undefined;
      return [record.authorId ?? undefined, ...mentioned, ...reacted, pinned].filter((id) => id !== undefined);
    }
  }
}

export function conversationOf(record: ChatRecord): string | undefined {
  switch (record.kind) {
    case "user":
      return undefined;
    case "conversation":
      return record.id;
    case "membership":
    case "message":
      return record.conversationId;
  }
}

function labelOf(kind: Kind, record: ChatRecord): string {
  const id = record.kind === "membership" ? `${record.conversationId}/${record.userId}` : record.id;
  return `${kind} "${id}"`;
}
