import { memorySink } from "@chat-etl/memory";
import type { AnySink } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { fill, scene } from "./scene.ts";

/** The memory sink, and how much its target held whenever it was finished. */
function finishing(notesOf: () => number): { readonly sink: AnySink; readonly held: number[] } {
  const held: number[] = [];
  const sink: AnySink = {
    ...memorySink,
    async open(config, context) {
      const sink = await memorySink.open(config as { readonly app: string }, context);
      return { ...sink, finish: async () => void held.push(notesOf()) };
    },
  };
  return { sink, held };
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
