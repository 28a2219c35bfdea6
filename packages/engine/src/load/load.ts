import { setImmediate } from "node:timers/promises";
import { KINDS, type Kind } from "@chat-etl/model";
import { ConfigError } from "@chat-etl/sdk";
import type { Shard } from "@chat-etl/store";
import { applyKnownAge, findAndApplyAge } from "./age-limit.ts";
import { batchesOf, encodePage, type Item } from "./batches.ts";
import { deliver, deliverInDoubt } from "./deliver.ts";
import type { Lane } from "./lane.ts";

/**
 * Sends every unsettled record, kind after kind. Messages are spread by conversation over strictly ordered queues,
 * so that order inside a conversation holds and latency does not eat the quota.
 *
 * @throws TransientError when the target does not recover; the stop signal's reason; ConfigError
 */
export async function load(lane: Lane): Promise<void> {
  await settleInDoubt(lane);
  await applyKnownAge(lane);
  for (const kind of KINDS) {
    if ((await lane.loading.pending(kind)) === 0) continue;
    if (kind === "message") await findAndApplyAge(lane);
    await loadKind(lane, kind);
  }
  lane.loading.forget();
}

/** Goes once more over the records of one kind. @throws as `load` does */
export async function loadPass(lane: Lane, kind: Kind): Promise<void> {
  await settleInDoubt(lane);
  await settleWithout(lane, kind);
  await loadKind(lane, kind);
  lane.loading.forget();
}

/** Records looked through at once: in between, the run can be stopped. */
const LOOKED_THROUGH = 20_000;

/** The many records that have nothing of what a pass brings are settled without being read one by one. */
async function settleWithout(lane: Lane, kind: Kind): Promise<void> {
  const fields = lane.pass?.fields ?? [];
  if (fields.length === 0) return;
  const last = await lane.ledger.lastSeq(kind);
  for (let from = 0; from <= last; from += LOOKED_THROUGH) {
    // Nothing here waits, so that an interrupt is heard only if it is let through.
    await setImmediate();
    lane.stop.throwIfAborted();
    const to = from + LOOKED_THROUGH;
    const settled = await lane.ledger.settleWithout(fields, { kind, from, to, at: Date.now() });
    lane.progress.add(kind, { settled, sent: 0 });
  }
}

/** What was in the air when an earlier run ended is settled first: read back where sending it again would double it. */
async function settleInDoubt(lane: Lane): Promise<void> {
  for (const { id, kind, records, begunAt } of await lane.ledger.inDoubt()) {
    if (lane.definition.capabilities.dedupes.includes(kind))
      await lane.ledger.settle([], { kind, at: Date.now(), closes: id });
    else {
      const { items } = await encodePage({ ...lane, filesAt: begunAt }, kind, records);
      await deliverInDoubt(lane, kind, { batch: id, items });
    }
  }
}

async function loadKind(lane: Lane, kind: Kind): Promise<void> {
  if (kind === "message") {
    // "The first hundred" are told only in one queue.
    const of = Number.isFinite(lane.messagesLeft) ? 1 : lane.concurrency;
    const shards = Array.from({ length: of }, (_, index): Shard => ({ index, of }));
    return await together(
      lane,
      shards.map((shard) => () => drain(lane, kind, batchesOf(lane, kind, shard))),
    );
  }
  // The other kinds have no order among themselves: whoever is free takes the next batch.
  const batches = batchesOf(lane, kind, { index: 0, of: 1 });
  await together(
    lane,
    Array.from({ length: lane.concurrency }, () => () => drain(lane, kind, batches)),
  );
}

async function drain(lane: Lane, kind: Kind, batches: AsyncGenerator<readonly Item[]>): Promise<void> {
  for (;;) {
    lane.stop.throwIfAborted();
    const { value: batch, done } = await batches.next();
    if (done || lane.failed) return;
    const allowed = kind === "message" ? batch.slice(0, Math.max(0, lane.messagesLeft)) : batch;
    if (allowed.length === 0) return;
    if (kind === "message") lane.messagesLeft -= allowed.length;
    await deliver(lane, kind, allowed);
  }
}

/** Runs queues side by side. When one fails the others finish what they have in the air, and then the failure counts. */
async function together(lane: Lane, queues: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(
    queues.map((queue) =>
      queue().catch((error: unknown) => {
        lane.failed = true;
        throw error;
      }),
    ),
  );
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.length > 0) throw failures.find((error) => error instanceof ConfigError) ?? failures[0];
}
