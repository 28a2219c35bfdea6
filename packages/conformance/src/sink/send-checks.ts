import { type ChatRecord, KINDS } from "@chat-etl/model";
import { type AnyOpenSink, type AnySink, BatchError, ConfigError, type Outcome } from "@chat-etl/sdk";
import { always, must, type SinkCheck, type SinkSubject, Untold } from "../check.ts";
import { RequestCount } from "../shared/requests.ts";
import { failureOf } from "../shared/within.ts";
import { mustHoldEachOnce, mustHoldNothing, mustHoldOnce } from "./arrived.ts";
import { batchesOf, encoded, isIn, sendBatch, sendKinds, wiresOf, withSink } from "./open.ts";
import { crowd, longTalk, ofKind, said, smallWorld } from "./world.ts";

/** The largest batches are tried up to so many values. */
const MOST = 1_000;

/** How often values without a verdict are sent. */
const ATTEMPTS = 5;

/** Kinds that messages need. */
const PARENTS = ["user", "conversation", "membership"] as const;

/** What is sent, what is answered, and what is there afterwards. */
export const SEND_CHECKS: readonly SinkCheck[] = [
  {
    name: "writes nothing when it is opened, checked and inspected",
    applies: always,
    async run(subject) {
      const before = JSON.stringify(await subject.fixture.contents());
      const look = async (sink: AnyOpenSink) => {
        await sink.check();
        await sink.inspect?.();
      };
      await withSink(subject, look, { isFirst: true });
      must(JSON.stringify(await subject.fixture.contents()) === before, "Looking at the target has changed it.");
    },
  },
  {
    name: "gives one outcome for every value, and what it calls written is there",
    applies: always,
    async run(subject) {
      const world = smallWorld();
      const outcomes = await withSink(subject, (sink) => sendKinds(sink, { subject, world }));
      const other = outcomes.find((outcome) => !isIn(outcome));
      must(other === undefined, `An ordinary value is ${other && "reason" in other ? other.reason.message : ""}`);
      await mustHoldOnce(subject.fixture, world);
    },
  },
  {
    name: "takes batches as large as it declares",
    applies: always,
    async run(subject) {
      const { batch } = subject.definition.capabilities;
      for (const [kind, world] of [
        ["user", crowd(Math.min(batch.user.max, MOST))],
        ["message", longTalk(Math.min(batch.message.max, MOST))],
      ] as const) {
        await withSink(subject, async (sink) => {
          await sendKinds(sink, { subject, world });
          mustHoldEachOnce(
            await subject.fixture.contents(),
            kind,
            ofKind(world, kind).map(({ id }) => id),
          );
        });
      }
    },
  },
  {
    name: "takes the good ones of a batch in which one is bad",
    applies: always,
    async run(subject) {
      // Whom the target has refused: everybody knows her, but she is not there.
      const stranger = crowd(1);
      const talk = longTalk(4);
      const bad = said("bad", "harbour", { author: "user-0", at: (ofKind(talk, "message")[1]?.sentAt ?? 0) + 1 });
      const world = [...stranger, ...talk.slice(0, -2), bad, ...talk.slice(-2)];
      const messages = ofKind(world, "message");
      const wires = messages
        .map((record) => wiresOf(encoded(subject, world, record)))
        .filter(({ length }) => length > 0);
      await withSink(subject, async (sink) => {
        await sendKinds(sink, { subject, world: talk, kinds: PARENTS });
        const { max } = subject.definition.capabilities.batch.message;
        for (let at = 0; at < wires.length; at += max)
          await sendOrDivide(sink, subject, wires.slice(at, at + max).flat());
      });
      const good = messages.filter((message) => message !== bad).map(({ id }) => id);
      mustHoldEachOnce(await subject.fixture.contents(), "message", good);
    },
  },
  {
    name: "leaves one copy of what is sent twice, of the kinds it declares so",
    applies: ({ capabilities }) => capabilities.dedupes.length > 0,
    async run(subject) {
      const world = smallWorld();
      const { dedupes } = subject.definition.capabilities;
      const kinds = KINDS.filter((kind) => dedupes.includes(kind));
      await withSink(subject, (sink) => sendKinds(sink, { subject, world }));
      const again = await withSink(subject, (sink) => sendKinds(sink, { subject, world, kinds }));
      must(again.every(isIn), "What is there already is refused instead of being called a duplicate.");
      await mustHoldOnce(subject.fixture, world, kinds);
    },
  },
  {
    name: "reads back what arrived and only that, of the kinds it keeps twice",
    applies: keepsTwice,
    run: async (subject) => {
      const world = smallWorld();
      const { dedupes } = subject.definition.capabilities;
      await withSink(subject, async (sink) => {
        for (const kind of KINDS) {
          if (dedupes.includes(kind)) await sendKinds(sink, { subject, world, kinds: [kind] });
          else for (const batch of batchesOf(subject, world, kind)) await mustReadBack(sink, kind, batch);
        }
      });
      await mustHoldOnce(subject.fixture, world);
    },
  },
  {
    name: "refuses a target that holds something, where nothing was ever sent from this workspace, if it keeps any kind twice",
    applies: keepsTwice,
    async run(subject) {
      const look = async (sink: AnyOpenSink) => await sink.check();
      await withSink(subject, look, { isFirst: true });
      await withSink(subject, (sink) => sendKinds(sink, { subject, world: smallWorld() }));
      await withSink(subject, look, { isFirst: false });
      const refusal = await failureOf(withSink(subject, look, { isFirst: true }));
      must(refusal !== undefined, "What a run with --fresh sends would be in the target twice, and nobody says so.");
      must(refusal instanceof ConfigError, `The refusal is no ConfigError: ${String(refusal)}`);
    },
  },
  {
    name: "asks for a turn before every further request of a batch",
    applies: always,
    async run(subject) {
      const world: readonly ChatRecord[] = [...smallWorld(), said("notice", "harbour", { author: null })];
      await withSink(subject, async (sink) => {
        for (const kind of KINDS) {
          for (const batch of batchesOf(subject, world, kind)) {
            using requests = new RequestCount();
            let turns = 1;
            const turn = async () => {
              turns += 1;
            };
            await sendBatch(sink.send[kind], batch, { signal: new AbortController().signal, turn });
            must(
              requests.count <= turns,
              `A batch of kind "${kind}" had ${turns} turns and took ${requests.count} requests.`,
            );
          }
        }
      });
    },
  },
  {
    name: "can send every pass that it was asked for",
    applies: ({ passes }) => passes !== undefined,
    async run(subject) {
      const { definition, fixture } = subject;
      const passes = definition.passes?.(definition.config.parse(fixture.config)) ?? [];
      if (passes.length === 0) throw new Untold("The fixture's config asks for no pass.");
      await withSink(subject, async (sink) => {
        for (const { name, dedupes } of passes) {
          const sender = sink.passes?.[name];
          must(sender !== undefined, `The pass "${name}" is declared and cannot be sent.`);
          must(dedupes || sender.settle !== undefined, `The pass "${name}" can neither be sent twice nor read back.`);
        }
      });
      await mustHoldNothing(fixture, smallWorld());
    },
  },
];

function keepsTwice({ capabilities }: AnySink): boolean {
  return KINDS.some((kind) => !capabilities.dedupes.includes(kind));
}

/** As the engine does it: a batch that is refused as a whole is sent value by value. */
async function sendOrDivide(sink: AnyOpenSink, subject: SinkSubject, batch: readonly unknown[]): Promise<void> {
  const isTaken = await trySending(sink, subject, batch);
  if (isTaken || batch.length === 1) return;
  for (const wire of batch) await sendOrDivide(sink, subject, [wire]);
}

/** Tells whether the batch was taken as a whole or in part; what was not, must have been refused with a BatchError. */
async function trySending(sink: AnyOpenSink, { definition }: SinkSubject, batch: readonly unknown[]): Promise<boolean> {
  try {
    const isDeduped = definition.capabilities.dedupes.includes("message");
    const known = isDeduped || !sink.settle?.message ? [] : await sendBatch(sink.settle.message, batch);
    let left = batch.filter((_, index) => known[index] === undefined || !isIn(known[index]));
    for (let attempt = 1; left.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
      const outcomes = await sendBatch(sink.send.message, left);
      left = left.filter((_, index) => outcomes[index]?.status === "retry");
    }
    return true;
  } catch (error) {
    must(error instanceof BatchError, `One bad value in a batch ends in "${String(error)}", which would stop the run.`);
    return false;
  }
}

async function mustReadBack(sink: AnyOpenSink, kind: (typeof KINDS)[number], batch: readonly unknown[]): Promise<void> {
  const settle = sink.settle?.[kind];
  must(settle !== undefined, `Of kind "${kind}" a second sending leaves two copies, and nothing can be read back.`);
  const half = Math.ceil(batch.length / 2);
  const before = await sendBatch(settle, batch);
  must(before.every(isMissing), `Nothing of kind "${kind}" was sent, and some of it is read back.`);
  await sendBatch(sink.send[kind], batch.slice(0, half));
  const between = await sendBatch(settle, batch);
  must(between.slice(0, half).every(isIn), `Some of kind "${kind}" arrived, and is not read back.`);
  must(between.slice(half).every(isMissing), `Some of kind "${kind}" was not sent, and is read back.`);
  if (half < batch.length) await sendBatch(sink.send[kind], batch.slice(half));
  must((await sendBatch(settle, batch)).every(isIn), `All of kind "${kind}" arrived, and is not read back.`);
}

function isMissing({ status }: Outcome): boolean {
  return status === "retry";
}
