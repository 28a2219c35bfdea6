import { setTimeout as sleep } from "node:timers/promises";
import type { Kind } from "@chat-etl/model";
import { type AnyOpenSink, type AnyRemove, BatchError, backoffMs, MAX_ATTEMPTS, TransientError } from "@chat-etl/sdk";
import type { Brought, RemovalLane, RemovedCounts } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { type EncodingLane, encodePage } from "../load/batches.ts";
import type { Pace } from "../load/pace.ts";

/** One target account while it is being undone. */
export interface Undoing {
  readonly sink: Pick<AnyOpenSink, "remove">;
  readonly removal: RemovalLane["removal"];
  readonly encoding: EncodingLane;
  readonly takesAlong: readonly Kind[];
  readonly pace: Pace;
  readonly stop: AbortSignal;
  /** Waits last this many times shorter; more than 1 only in a sandbox. */
  readonly speed: number;
  readonly onEvent: OnEvent;
  /** Of this undo. */
  requests: number;
}

/** What became of one record. */
export type Undone =
  | { readonly counts: RemovedCounts }
  | { readonly kept: { readonly code: string; readonly message: string } };

const UNNAMED = {
  code: "unnamed",
  message:
    "With the options of now nothing would be sent of it, so that it cannot be named to the target. Undo with the options of the run that brought it.",
};

/**
 * Removes one record: turn → begin (on disk: it may be gone from now on) → the sink's own reading back and removing →
 * forgotten or kept (on disk).
 *
 * @throws TransientError when the target does not recover; the stop signal's reason; ConfigError
 */
export async function undoRecord(undoing: Undoing, brought: Brought): Promise<Undone> {
  const { removal, encoding, takesAlong } = undoing;
  const { kind } = brought.record;
  const [item] = (await encodePage({ ...encoding, filesAt: brought.runAt }, kind, [brought])).items;
  const remove = undoing.sink.remove?.[kind];
  if (remove === undefined) throw new Error(`The sink declares that kind "${kind}" can be removed, and cannot.`);
  if (item === undefined) {
    await removal.keep(brought);
    return { kept: UNNAMED };
  }
  const answer = await untilAnswered(undoing, { brought, wires: item.wires, remove });
  if (answer.status === "removed") return { counts: await removal.forget(brought, takesAlong) };
  await removal.keep(brought);
  return { kept: answer.reason };
}

interface Task {
  readonly brought: Brought;
  readonly wires: readonly unknown[];
  readonly remove: AnyRemove;
}

async function untilAnswered(undoing: Undoing, task: Task): ReturnType<AnyRemove> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(undoing, task);
    } catch (error) {
      if (error instanceof BatchError) return { status: "kept", reason: { code: error.code, message: error.message } };
      if (!(error instanceof TransientError) || error.stopsAtOnce || attempt >= MAX_ATTEMPTS) throw error;
      await wait(undoing, Math.max(backoffMs(attempt), error.retryAfterMs ?? 0), error.message);
    }
  }
}

async function once(undoing: Undoing, { brought, wires, remove }: Task): ReturnType<AnyRemove> {
  const { pace, removal } = undoing;
  await pace.turn();
  const request = await removal.begin(brought, Date.now());
  undoing.requests += 1;
  const { targetId, conversationTargetId, brought: when } = brought;
  const record = { wires: wires as readonly never[], targetId, conversationTargetId, brought: when };
  try {
    return await remove(record, {
      // Never aborted: what is in the air is finished, and a second interrupt ends the whole process.
      signal: new AbortController().signal,
      onRate: (rate) => pace.observe(rate),
      turn: () => another(undoing),
      brought: (ids) => removal.brought(ids),
    });
  } finally {
    pace.answered();
    removal.answered(request, Date.now());
  }
}

async function another(undoing: Undoing): Promise<void> {
  await undoing.pace.another();
  undoing.requests += 1;
  const at = Date.now();
  undoing.removal.answered(undoing.removal.request(at), at);
}

async function wait({ speed, stop, onEvent }: Undoing, ms: number, why: string): Promise<void> {
  const scaled = ms / speed;
  if (scaled >= 1_000) onEvent({ event: "waiting", ms: scaled, why });
  await sleep(scaled, undefined, { signal: stop });
}
