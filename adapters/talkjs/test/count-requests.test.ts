import type { AnySend, SendOptions } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { talkjsSink } from "../src/index.ts";
import { systemLeave } from "../src/passes/participants.ts";
import { configOf, membership, message, NOON, one, sent, user } from "./encode-context.ts";
import { loadLobby, NEVER, sinkWorld } from "./sink-world.ts";

/** Sends a batch. Tells the requests that it took: those whose turn was waited for, and the first one. */
async function requestsOf(send: AnySend, batch: readonly unknown[]): Promise<number> {
  let requests = 1;
  const turn: SendOptions["turn"] = async () => {
    requests += 1;
  };
  await send(batch as readonly never[], { ...NEVER, turn });
  return requests;
}

const FILE = { kind: "image", name: "cat.png", url: "http://127.0.0.1:1/cat.png" } as const;

describe.each(["g1", "g2"])("dialect %s", (importDialect) => {
  it("what is counted for a batch of messages is what sending it takes, batch after batch", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    const { count } = talkjsSink.requests?.(configOf()) ?? { count: {} };
    const system = { type: "system", authorId: null, text: "Ann joined" } as const;
    const batches = [
      [message({ id: "m1" }), message({ id: "m2", sentAt: NOON + 1, text: "again" })],
      [message({ id: "m3", sentAt: NOON + 2, ...system }), message({ id: "m4", sentAt: NOON + 3, ...system })],
      [message({ id: "m5", sentAt: NOON + 4, ...system })],
    ].map((batch) => world.wires(...batch));
    for (const batch of batches) {
      expect(count.message?.(batch)).toBe(await requestsOf(world.sink.send.message, batch));
    }
  });

  it("the upload of a file is a request, which is said", async () => {
    const world = await sinkWorld({ importDialect }, { files: { [FILE.url]: "bytes of a picture" } });
    await loadLobby(world);
    const counter = talkjsSink.requests?.(configOf());
    const batch = world.wires(message({ id: "m1", text: "", attachments: [FILE] })).map((wire) => ({
      ...wire,
      isBegun: false,
    }));
    expect(counter?.count.message?.(batch)).toBe(2);
    expect(await requestsOf(world.sink.send.message, batch)).toBe(2);
    expect(counter?.unknowns?.()).toEqual([expect.stringContaining("Of 1 files each counts as one request")]);
  });

  it("participants with ordinary settings count as one request, each other one for itself", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    const { count } = talkjsSink.requests?.(configOf()) ?? { count: {} };
    const people = ["ann", "bob", "system"].map((id) => one(encode.user(user(id), world.context)));
    await world.sink.send.user(people, NEVER);
    for (const settings of [["all"], ["all", "all"], ["none", "all"], ["none", "mentions"], ["all", "none", "all"]]) {
      const batch = settings.flatMap((notify, index) =>
        sent(encode.membership(membership(["ann", "bob", "system"][index] ?? "", { notify } as object), world.context)),
      );
      expect(count.membership?.(batch), settings.join()).toBe(await requestsOf(world.sink.send.membership, batch));
    }
  });
});

it("who is taken out of a conversation once is taken out once, over all batches", async () => {
  const world = await sinkWorld({ importDialect: "g1" });
  await loadLobby(world);
  const count = systemLeave.requests?.(configOf());
  const pass = world.sink.passes?.[systemLeave.name];
  const call = (room: string) => ({ method: "DELETE", path: `/conversations/${room}/participants/system` }) as const;
  for (const batch of [
    [call("lobby"), call("lobby"), call("attic")],
    [call("attic"), call("cellar")],
  ]) {
    expect(count?.(batch)).toBe(await requestsOf(pass?.send ?? world.sink.send.user, batch));
  }
});
