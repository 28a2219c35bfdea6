import { KINDS, type Kind } from "@chat-etl/model";
import type { AnyOpenSink, AnyPass, AnySend, AnySink, CountRequests, Outcome } from "@chat-etl/sdk";
import type { Lane } from "../load/lane.ts";

/** A sink that sends nothing, and what it counted instead. */
export interface DrySink {
  readonly sink: AnyOpenSink;
  /** The requests of the main load, by kind. */
  readonly requests: Readonly<Record<Kind, number>>;
  /** What nobody knows beforehand, in whole sentences. */
  unknowns(): readonly string[];
}

const TAKEN: Outcome = { status: "written" };
const ABSENT: Outcome = { status: "retry", reason: { code: "dry-run", message: "It counts as not there." } };

/**
 * Stands in for a sink: takes whatever it is given, asks for as many turns as the real one would, and reads back that
 * nothing is there.
 */
export function drySink(definition: AnySink, config: unknown, passes: readonly AnyPass[]): DrySink {
  const counter = definition.requests?.(config);
  const counts: Readonly<Record<Kind, CountRequests<unknown> | undefined>> = { ...NONE, ...counter?.count };
  const requests = { user: 0, conversation: 0, membership: 0, message: 0 };
  const senderFor = (kind: Kind) => dryOf(counts[kind], (count) => (requests[kind] += count));
  const missing = async (batch: readonly unknown[]) => batch.map(() => ABSENT);
  return {
    sink: {
      send: forEachKind(senderFor),
      settle: forEachKind(() => missing),
      passes: Object.fromEntries(
        passes.map((pass) => [pass.name, { send: dryOf(pass.requests?.(config), () => {}), settle: missing }]),
      ),
      check: async () => {},
    },
    requests,
    unknowns: () => counter?.unknowns?.() ?? [],
  };
}

const NONE = { user: undefined, conversation: undefined, membership: undefined, message: undefined };

/** A batch has had its first turn; for the requests beyond that one it asks, as who sends them does. */
function dryOf(count: CountRequests<unknown> | undefined, tell: (requests: number) => void): AnySend {
  return async (batch, { turn }) => {
    const requests = Math.max(1, count?.(batch) ?? 1);
    for (let further = 1; further < requests; further += 1) await turn?.();
    tell(requests);
    return batch.map(() => TAKEN);
  };
}

function forEachKind<T>(made: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return Object.fromEntries(KINDS.map((kind) => [kind, made(kind)])) as Record<Kind, T>;
}

/** No quota: whoever asks has a turn at once. */
export const UNPACED: Lane["pace"] = {
  turn: async () => {},
  another: async () => {},
  answered: () => {},
  release: () => {},
  pause: () => {},
  observe: () => {},
};
