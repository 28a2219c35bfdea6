import { memorySink } from "@chat-etl/memory";
import type { AnySink } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { fill, scene } from "./scene.ts";

/** The memory sink, how much its target held whenever it was finished, and what it was asked to do. */
function finishing(notesOf: () => number) {
  const held: number[] = [];
  const calls: string[] = [];
  const sink: AnySink = {
    ...memorySink,
    async open(config, context) {
      const sink = await memorySink.open(config as { readonly app: string }, context);
      const finish = async () => {
        held.push(notesOf());
        calls.push("finish");
      };
      const check = async () => {
        calls.push("check");
        await sink.check();
      };
      return { ...sink, check, finish };
    },
  };
  return { sink, held, calls };
}

it("finishes a target when nothing is left to send, again in every further run, and in no plan", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 30 });
  const { sink, held } = finishing(() => stage.target.notes.length);
  await stage.plan({ sink });
  await stage.go({ sink, limit: 12 });
  expect(held).toEqual([]);
  await stage.go({ sink });
  expect(held).toEqual([30]);
  await stage.go({ sink });
  expect(held).toEqual([30, 30]);
});

it("looks whether the target still holds what it is made of before it is finished again", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 3 });
  const { sink, calls } = finishing(() => stage.target.notes.length);
  await stage.go({ sink });
  await stage.go({ sink });
  expect(calls).toEqual(["check", "finish", "check", "finish"]);
});
