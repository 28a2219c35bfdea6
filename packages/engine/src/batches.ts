import type { ChatRecord, Kind } from "@chat-etl/model";
import type { ConversationContext, EncodeContext, Encoded, Loss, Reason } from "@chat-etl/sdk";
import type { Place, SettledRecord, Shard, Staged, Unsettled } from "@chat-etl/store";
import { passEncoder } from "./encode-pass.ts";
import { type Lane, settleUnsent } from "./lane.ts";
import { SYSTEM_USER_ID } from "./resolve.ts";

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
    "Stands elsewhere in its conversation than its time says, for it was sent ahead of older messages, to find out which age the target refuses, or once more after later ones, when it had been rejected. Its time is right.",
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
    const page = await readPage(lane, kind, { shard, after });
    after = page.at(-1)?.place;
    const { items, unsent } = await encodePage(lane, kind, page);
    await settleUnsent(lane, unsent, kind);
    yield* cut(items, lane, kind);
    if (page.length < PAGE) return;
  }
}

function readPage(
  lane: Lane,
  kind: Kind,
  { shard, after }: { readonly shard: Shard; readonly after: Place | undefined },
): Promise<readonly Unsettled[]> {
  if (kind !== "message") return lane.loading.unsettled(kind, after, PAGE);
  const order = lane.definition.capabilities.batch.message.by === "conversation" ? "by-conversation" : "by-time";
  return lane.loading.unsettledMessages({ shard, order, after, limit: PAGE });
}

interface ItemOf extends Item {
  readonly conversation: string | undefined;
}

export interface EncodedPage {
  readonly items: readonly ItemOf[];
  readonly unsent: readonly SettledRecord[];
}

/** Encodes records: those with something to send, and the final state of the others. */
export async function encodePage(lane: Lane, kind: Kind, page: readonly Staged[]): Promise<EncodedPage> {
  const records = page.map(({ record }) => record);
  const users = await lane.loading.users(records.flatMap((record) => usersOf(record, lane.pass !== undefined)));
  const facts = await lane.loading.facts(records.flatMap((record) => conversationOf(record) ?? []));
  const { config, startedAt, source } = lane;
  const context: EncodeContext<unknown> = { config, startedAt, source, users, systemUserId: SYSTEM_USER_ID };
  const encodeForPass = lane.pass && (await passEncoder(lane.pass, lane.loading, { ...context, facts, page }));
  const passed = lane.hasPassesBefore ? await lane.loading.passed(page.map(({ seq }) => seq)) : undefined;
  const late = kind === "message" && lane.hasLate ? await lane.loading.late(page.map(({ seq }) => seq)) : undefined;
  const items: ItemOf[] = [];
  const unsent: SettledRecord[] = [];
  for (const { seq, record } of page) {
    const id = labelOf(kind, record);
    if (record.kind === "user" && lane.existingUsers.has(record.id)) {
      unsent.push({ seq, id, settlement: existing(lane, record.id), losses: [] });
      continue;
    }
    const conversation = conversationOf(record);
    const known = { ...context, facts, passed: passed?.get(seq) };
    const encoded = tooOld(lane, record) ?? (await encodeForPass?.({ seq, record })) ?? encodeOne(lane, record, known);
    const lost = late?.has(seq) ? [OUT_OF_ORDER] : [];
    const losses = "reject" in encoded ? [] : [...(encoded.losses ?? []), ...lost];
    if ("reject" in encoded)
      unsent.push({ seq, id, settlement: { status: "rejected", reason: encoded.reject }, losses });
    else if (encoded.send.length === 0) unsent.push({ seq, id, settlement: { status: "implied" }, losses });
    else items.push({ seq, id, wires: encoded.send, losses, conversation });
  }
  return { items, unsent };
}

/** Whom the target has is not overwritten, neither by the main load nor by a pass. */
function existing({ pass }: Lane, targetId: string): SettledRecord["settlement"] {
  return pass === undefined ? { status: "duplicate", targetId } : { status: "implied" };
}

interface PageContext extends EncodeContext<unknown> {
  readonly facts: ReadonlyMap<string, ConversationContext<unknown>["conversation"]>;
}

function encodeOne(lane: Lane, record: ChatRecord, { facts, ...context }: PageContext): Encoded<unknown> {
  const { encode } = lane.definition;
  if (record.kind === "user") return encode.user(record, context);
  const id = conversationOf(record) ?? "";
  const conversation = facts.get(id);
  if (conversation === undefined) throw new Error(`Conversation "${id}" was not resolved.`);
  switch (record.kind) {
    case "conversation":
      return encode.conversation(record, { ...context, conversation });
    case "membership":
      return encode.membership(record, { ...context, conversation });
    case "message":
      return encode.message(record, { ...context, conversation });
  }
}

/** The window moves on while a run lasts for days. */
function tooOld({ tooOld: limit }: Lane, record: ChatRecord): { readonly reject: Reason } | undefined {
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

/** The main load leaves to passes what only they bring: people may have thousands of friends. */
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
      const marked = isPass ? [record.pin?.userId, ...record.reactions.map(({ userId }) => userId)] : [];
      return [record.authorId ?? undefined, ...mentioned, ...marked].filter((id) => id !== undefined);
    }
  }
}

function conversationOf(record: ChatRecord): string | undefined {
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
