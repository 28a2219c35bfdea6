import { memorySink } from "@chat-etl/memory";
import { type AnyPass, type AnySink, definePass, type Outcome, type PassSender } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { fill, type Scene, scene } from "./scene.ts";

const QUOTA = { requests: 1_000, perMs: 1_000 };

function world(): Scene {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 20 });
  return stage;
}

/** The memory sink, which asks for so many further turns in each sending of messages, and loses something by the way. */
function sinkOfManyRequests(further: number, changes: Partial<AnySink> = {}, senders = {}): AnySink {
  return {
    ...memorySink,
    ...changes,
    open: async (config, context) => {
      const sink = await memorySink.open(config as { app: string }, context);
      const message: typeof sink.send.message = async (notes, options) => {
        for (let count = 0; count < further; count += 1) await options.turn?.();
        const outcomes = await sink.send.message(notes, options);
        const losses = [{ code: "on-the-way", detail: "Lost on the way." }];
        return outcomes.map((outcome): Outcome => (outcome.status === "written" ? { ...outcome, losses } : outcome));
      };
      return { ...sink, send: { ...sink.send, message }, passes: senders };
    },
  };
}

it("further requests of one batch count like any other, and are remembered", async () => {
  const stage = world();
  const { requests } = await stage.go({ sink: sinkOfManyRequests(3) });
  const plain = world();
  const alone = await plain.go({ sink: sinkOfManyRequests(0) });
  const batches = Math.ceil(40 / memorySink.capabilities.batch.message.max);
  expect(requests - alone.requests).toBeGreaterThanOrEqual(3 * batches);
  const workspace = await openWorkspace(stage.folder);
  const target = (await workspace.tallies.lastTarget()) ?? "";
  expect(await workspace.tallies.requests(target)).toBe(requests);
  await workspace.close();
});

it("what is lost while it is sent is counted once for each record", async () => {
  const { losses } = await world().go({ sink: sinkOfManyRequests(0) });
  expect(losses).toEqual({ "on-the-way": 40 });
});

it("a pass behind the main load waits until the main load has nothing left", async () => {
  const stage = world();
  const gone: string[] = [];
  const leave: AnyPass = {
    ...definePass<unknown, "user", string>({
      name: "leave",
      summary: "",
      kind: "user",
      when: "after",
      batch: { max: 5 },
      dedupes: true,
      quotaClass: "main",
      quota: () => QUOTA,
      encode: ({ id }) => ({ send: [id] }),
    }),
  };
  const sender: PassSender = {
    send: async (batch: readonly string[]) => {
      gone.push(...batch);
      return batch.map((): Outcome => ({ status: "written" }));
    },
  };
  const sink = sinkOfManyRequests(0, { passes: () => [leave] }, { leave: sender });
  expect(await stage.go({ sink, limit: 5 })).toMatchObject({ status: "stopped", passes: [{ written: 0 }] });
  expect(gone).toEqual([]);
  const { passes } = await stage.go({ sink });
  expect(passes).toMatchObject([{ pending: 0, written: gone.length }]);
  expect(gone.length).toBeGreaterThan(1);
});

it("a pass of the main load's quota remembers the main load's requests, and it the pass's", async () => {
  const stage = world();
  await stage.go({ sink: sinkOfManyRequests(0) });
  const workspace = await openWorkspace(stage.folder);
  const target = (await workspace.tallies.lastTarget()) ?? "";
  const main = workspace.lane(target).ledger;
  const open = (quotaClass: string) =>
    workspace.passLane(target, { name: quotaClass, kind: "user", isBehind: true, quotaClass }).ledger;
  const [shared, other] = [open("main"), open("core")];
  const now = Date.now();
  await shared.answered(await shared.resend(now), now);
  const sent = (await main.requestsSince(0, now)).length;
  expect([sent > 1, await shared.requestsSince(0, now), await other.requestsSince(0, now)]).toEqual([
    true,
    await main.requestsSince(0, now),
    [],
  ]);
  await workspace.close();
});
