import type { AgeLimit, BatchError, Loss, Reason } from "@chat-etl/sdk";
import type { Span, Staged } from "@chat-etl/store";
import { encodePage, OUT_OF_ORDER } from "./batches.ts";
import { deliverAlone } from "./deliver.ts";
import { type Lane, settleUnsent } from "./lane.ts";

/** With fewer conversations than this to choose from, going on one by one would take longer than anybody waits. */
const FEW_CONVERSATIONS = 4;
/** So many messages are gone through one by one rather than out of order. */
const FEW_MESSAGES = 64;

/** Sets aside the messages that are too old for the target, where their age is known beforehand, and tells the operator. */
export async function applyKnownAge(lane: Lane): Promise<void> {
  const limit = lane.definition.capabilities.ageLimit?.(lane.config);
  if (limit === undefined || limit.maxAgeMs === "auto") return;
  await setAside(lane, limit, Date.now() - limit.maxAgeMs);
}

/** Where nobody knows the age beforehand, the oldest message goes first and alone; the rest as with a known age. */
export async function findAndApplyAge(lane: Lane): Promise<void> {
  const limit = lane.definition.capabilities.ageLimit?.(lane.config);
  if (limit?.maxAgeMs !== "auto") return;
  const edge = await findEdge(lane);
  // The search may end with what --limit allows: then nobody knows the edge.
  if (edge !== undefined && lane.messagesLeft > 0) await setAside(lane, limit, edge);
}

async function setAside(lane: Lane, limit: AgeLimit, edge: number): Promise<void> {
  const reason = tooOld(lane, limit, edge);
  lane.tooOld = { ageMs: Date.now() - edge, reason };
  const count = await lane.ledger.rejectOlderThan(edge, reason, Date.now());
  lane.progress.add("message", { settled: count, sent: 0 });
  if (count === 0) return;
  const share = shareOf(count, lane.progress.total("message"));
  lane.onEvent({ event: "notice", code: reason.code, message: `${share} are rejected. ${reason.message}` });
}

function shareOf(count: number, total: number): string {
  const percent = (100 * count) / total;
  const [part, whole] = [count, total].map((number) => number.toLocaleString("en-US"));
  return `${part} of ${whole} messages (${percent < 0.1 ? "less than 0.1" : percent.toFixed(1)} %)`;
}

function tooOld(lane: Lane, { advice }: AgeLimit, edge: number): Reason {
  const day = new Date(edge).toISOString().slice(0, 10);
  return {
    code: "too-old",
    message: `Sent before ${day}, which is older than ${lane.definition.name} keeps messages. ${advice}`,
  };
}

/** A message that was sent alone, and why it was refused; `undefined`: it was taken. */
interface Probe {
  readonly message: Staged<"message">;
  readonly refusal: BatchError | undefined;
}

/** How often a refusal is asked for again where much hangs on it: the next server's hiccup must not cost a history. */
const SURE = { attempts: 3 };
const LIKELY = { attempts: 2 };

/**
 * The first instant whose messages are taken; undefined if the oldest message is.
 *
 * Bisects with real messages, each sent alone. One that is taken stays, so those that overtake no other of their
 * conversation are preferred. What is refused on the way is only a hint; the newest refused message decides over
 * all older ones, so that one is asked again, and it counts only if its neighbour is refused too: a single message
 * may have another fault than its age.
 */
async function findEdge(lane: Lane): Promise<number | undefined> {
  const oldest = await probe(lane, () => lane.loading.nextUnsettled(), SURE);
  if (oldest?.refusal === undefined) return undefined;
  const second = await probe(lane, () => lane.loading.nextUnsettled(oldest.message), SURE);
  if (second?.refusal === undefined) {
    await rejectAlone(lane, oldest.message, oldest.refusal);
    return undefined;
  }
  let span: Span = { from: second.message.record.sentAt, to: Number.MAX_SAFE_INTEGER };
  for (;;) {
    const newest = await bisect(lane, span);
    if (newest === undefined) return span.from + 1;
    const taken = await takenAfterAll(lane, newest, span);
    if (taken === undefined) return newest.record.sentAt + 1;
    span = { from: span.from, to: taken };
  }
}

/** The newest message that is refused, if any is. All up to `from` are refused; those from `to` on are taken. */
async function bisect(lane: Lane, { from, to }: Span): Promise<Staged<"message"> | undefined> {
  const middle = await probeMiddle(lane, { from, to });
  if (middle === undefined) return undefined;
  const at = middle.message.record.sentAt;
  if (middle.refusal === undefined) return await bisect(lane, { from, to: at });
  return (await bisect(lane, { from: at, to })) ?? middle.message;
}

/** Asks again. Returns an instant whose messages are taken, if it turns out that the refusal did not mean age. */
async function takenAfterAll(lane: Lane, newest: Staged<"message">, { from }: Span): Promise<number | undefined> {
  const at = newest.record.sentAt;
  const again = await probe(lane, async () => newest, SURE);
  if (again?.refusal === undefined) return at;
  const span = { from, to: at };
  const firsts = await lane.loading.countFirsts(span);
  const neighbour = firsts === 0 ? undefined : await probe(lane, () => lane.loading.first(firsts - 1, span), SURE);
  if (neighbour === undefined || neighbour.refusal) return undefined;
  await rejectAlone(lane, newest, again.refusal);
  return neighbour.message.record.sentAt;
}

async function probeMiddle(lane: Lane, span: Span): Promise<Probe | undefined> {
  const { loading } = lane;
  const firsts = await loading.countFirsts(span);
  const messages = await loading.countBetween(span);
  if (firsts < FEW_CONVERSATIONS && messages > FEW_MESSAGES) {
    return await probe(lane, () => loading.message(Math.floor(messages / 2), span), {
      ...LIKELY,
      losses: [OUT_OF_ORDER],
    });
  }
  return await probe(lane, () => loading.first(Math.floor(firsts / 2), span), LIKELY);
}

/** Sends alone the message that `choose` names. One of which nothing is to be sent is settled, and another chosen. */
async function probe(
  lane: Lane,
  choose: () => Promise<Staged<"message"> | undefined>,
  { attempts, losses = [] }: { readonly attempts: number; readonly losses?: readonly Loss[] },
): Promise<Probe | undefined> {
  for (;;) {
    const message = lane.messagesLeft > 0 ? await choose() : undefined;
    if (message === undefined) return undefined;
    const { items, unsent } = await encodePage(lane, "message", [message]);
    const [item] = items;
    if (item) {
      const answer = await deliverAlone(lane, { ...item, losses: [...item.losses, ...losses] }, { attempts });
      // Refused for a reason of its own, it says nothing about age.
      if (answer === "rejected") continue;
      if (answer === "taken") lane.messagesLeft -= 1;
      return { message, refusal: answer === "taken" ? undefined : answer };
    }
    await settleUnsent(lane, unsent, "message");
  }
}

async function rejectAlone(
  lane: Lane,
  { seq, record }: Staged<"message">,
  { code, message }: BatchError,
): Promise<void> {
  const settlement = { status: "rejected", reason: { code, message } } as const;
  await settleUnsent(lane, [{ seq, id: `message "${record.id}"`, settlement, losses: [] }], "message");
}
