import type { Removed, RemoveOptions } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { conversation, message, NOON, one } from "./encode-context.ts";
import { loadLobby, NEVER, type SinkWorld, sinkWorld } from "./sink-world.ts";

const NOW = () => ({ from: Date.now() - 500, to: Date.now() });

const codeOf = (removed: Removed | undefined) => (removed?.status === "kept" ? removed.reason.code : removed?.status);

/** A lobby with messages of ours, and what the ledger would know of them. */
async function loaded(count: number) {
  const world = await sinkWorld();
  await loadLobby(world);
  const lobby = { wires: [one(encode.conversation(conversation(), world.context))], targetId: "lobby" };
  const records = Array.from({ length: count }, (_, n) => message({ id: `m${n}`, text: `t${n}`, sentAt: NOON + n }));
  const known = new Map<string, string | undefined>();
  for (let at = 0; at < records.length; at += 10) {
    const part = records.slice(at, at + 10);
    const outcomes = await world.sink.send.message(world.wires(...part), NEVER);
    for (const [index, { id }] of part.entries()) {
      const outcome = outcomes[index];
      known.set(id, outcome && "targetId" in outcome ? outcome.targetId : undefined);
    }
  }
  const options: RemoveOptions = {
    ...NEVER,
    brought: async (ids) => new Map([...known].filter(([id]) => ids.includes(id))),
  };
  return { ...world, lobby, known, options };
}

async function statusOf({ client }: Pick<SinkWorld, "client">): Promise<number> {
  return (await client.call("GET", "/conversations/lobby")).status;
}

it("E44: a conversation of ours goes with all that is in it, and one that is gone counts as removed", async () => {
  const world = await loaded(120);
  const lobby = { ...world.lobby, brought: NOW() };
  expect(await world.sink.remove?.conversation?.(lobby, world.options)).toEqual({ status: "removed" });
  expect(await statusOf(world)).toBe(404);
  expect(await world.sink.remove?.conversation?.(lobby, world.options)).toEqual({ status: "removed" });
});

it("a conversation stays that was made before or after our request, of which that is not known, or without our marks", async () => {
  const world = await loaded(1);
  const remove = async (brought: ReturnType<typeof NOW> | undefined) =>
    codeOf(await world.sink.remove?.conversation?.({ ...world.lobby, brought }, world.options));
  const now = Date.now();
  expect(await remove({ from: now + 60_000, to: now + 61_000 })).toBe("existed-before");
  expect(await remove({ from: now - 61_000, to: now - 60_000 })).toBe("existed-before");
  expect(await remove(undefined)).toBe("unknown");
  await world.client.call("PUT", "/conversations/lobby", { custom: { source: "another" } });
  expect(await remove(NOW())).toBe("no-mark");
  expect(await statusOf(world)).toBe(200);
});

it("a conversation stays that holds a message which this workspace did not bring, however far back", async () => {
  const world = await loaded(110);
  const id = world.known.get("m0");
  const remove = async () =>
    codeOf(await world.sink.remove?.conversation?.({ ...world.lobby, brought: NOW() }, world.options));
  world.known.delete("m0");
  expect(await remove()).toBe("holds-others");
  // The same message once more, by another load.
  world.known.set("m0", "msg_another");
  expect(await remove()).toBe("holds-others");
  world.known.set("m0", id);
  expect(await remove()).toBe("removed");
});

it("E74: a message goes with all its parts, by its id or the source's, and never in place of one that is like it", async () => {
  const world = await loaded(2);
  const [first] = world.wires(message({ id: "m0", text: "t0", sentAt: NOON }));
  if (first === undefined) throw new Error("no wire");
  const place = { conversationTargetId: "lobby" };
  const part = { ...first, custom: { ...first.custom, part: "1" } };
  await world.sink.send.message([part], NEVER);
  const both = { ...place, wires: [first, part] };
  const texts = async () => {
    const { body } = await world.client.call("GET", "/conversations/lobby/messages");
    return body.data.map(({ text }: { text: string }) => text);
  };
  expect(codeOf(await world.sink.remove?.message?.({ ...both, targetId: "msg_another" }, world.options))).toBe("twice");
  expect(await texts()).toHaveLength(3);
  const targetId = world.known.get("m0");
  expect(codeOf(await world.sink.remove?.message?.({ ...both, targetId }, world.options))).toBe("removed");
  expect(await texts()).toEqual(["t1"]);
  expect(codeOf(await world.sink.remove?.message?.({ ...place, wires: [first], targetId }, world.options))).toBe(
    "removed",
  );
});
