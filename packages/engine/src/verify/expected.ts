import { setImmediate } from "node:timers/promises";
import { KINDS, type Kind } from "@chat-etl/model";
import { type AnyReadBack, ConfigError, type Seen } from "@chat-etl/sdk";
import type { Comparison, ExpectedRow, Settled, SettledStaged } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { conversationOf, type EncodingLane, encodePage, type PageContext } from "../load/batches.ts";
import { showsOf } from "./shows.ts";

/** Records gone over at once. */
const PAGE = 500;

/** Under this code the load counts messages that it sent ahead of older ones, or behind later ones. */
const OVERTAKEN = "order";

export interface Expecting {
  readonly lane: EncodingLane;
  readonly settled: Settled;
  readonly sent: AnyReadBack["sent"];
  readonly comparison: Comparison;
  /** The part of the conversations that is compared. */
  readonly share: number;
  readonly stop: AbortSignal;
  readonly onEvent: OnEvent;
}

/**
 * Goes over all that is staged and writes down what the target must have of it, by encoding it as it was when it was
 * sent. What was rejected, or is still to come, may be there and need not.
 *
 * @throws ConfigError with these options something is not encoded that was sent
 */
export async function expectAll(expecting: Expecting): Promise<void> {
  for (const kind of KINDS) await expectKind(expecting, kind);
}

async function expectKind(expecting: Expecting, kind: Kind): Promise<void> {
  const { settled, comparison, share, stop, onEvent } = expecting;
  const stream = `sent, of kind ${kind}`;
  let values = 0;
  for (let after: SettledStaged["place"] | undefined; ; ) {
    // Nothing here waits, so that an interrupt is heard only if it is let through.
    await setImmediate();
    stop.throwIfAborted();
    const page = await settled.page({ kind, after, limit: PAGE, share });
    after = page.at(-1)?.place;
    const rows = await rowsOf(expecting, kind, page);
    const overtaken = await settled.sampled(OVERTAKEN, { kind, seqs: page.map(({ seq }) => seq) });
    await comparison.expect(rows.map((row) => (overtaken.has(row.seq) ? { ...row, isUnordered: true } : row)));
    values += page.length;
    onEvent({ event: "read", stream, values, done: page.length < PAGE });
    if (page.length < PAGE) return;
  }
}

interface Encoded {
  readonly wires: readonly unknown[];
  readonly context: PageContext;
}

async function rowsOf(
  expecting: Expecting,
  kind: Kind,
  page: readonly SettledStaged[],
): Promise<readonly ExpectedRow[]> {
  const encoded = new Map<number, Encoded>();
  // What is encoded may depend on when its run began.
  for (const [startedAt = Date.now(), records] of Map.groupBy(page, (one) => one.startedAt)) {
    const { items, context } = await encodePage({ ...expecting.lane, startedAt }, kind, records);
    const wires = new Map(items.map((item) => [item.seq, item.wires]));
    for (const { seq } of records) encoded.set(seq, { wires: wires.get(seq) ?? [], context });
  }
  return page.flatMap((staged) => {
    const known = encoded.get(staged.seq);
    return known === undefined ? [] : seenOf(staged, known, expecting).map((seen) => rowOf(seen, staged));
  });
}

/** As the adapter sees it. Of what was there before only that it is there: the target keeps its own, but of messages. */
function seenOf(staged: SettledStaged, { wires, context }: Encoded, { sent }: Expecting): readonly Seen[] {
  const { record, status, passes } = staged;
  const wasSent = status === "written" || status === "duplicate";
  const conversation = context.facts.get(conversationOf(record) ?? "");
  const wasThere = status === "duplicate";
  const known = {
    wires: status === "implied" ? [] : wires,
    wasSent,
    wasThere,
    passes,
    context: { ...context, conversation },
  };
  const see = sent[record.kind] as (sent: unknown) => readonly Seen[];
  const seen = see({ record, ...known });
  if (wasSent && wires.length === 0 && seen.length === 0 && passes.size === 0) throw encodedOtherwise(record.kind);
  const isKept = status === "duplicate" && record.kind !== "message";
  return isKept ? seen.map((one) => ({ ...one, content: {} })) : seen;
}

function rowOf({ content, ...seen }: Seen, { seq, status }: SettledStaged): ExpectedRow {
  const mustBeThere = status !== undefined && status !== "rejected" && !seen.isOptional;
  const { isOptional: _, ...rest } = seen;
  return { ...rest, ...(mustBeThere ? {} : { isOptional: true }), shows: showsOf(content), seq };
}

function encodedOtherwise(kind: Kind): ConfigError {
  return new ConfigError(
    `A record of kind "${kind}" was sent, and with the options given now it would not be. Verify with the options (--sink.…) that the run was made with.`,
  );
}
