import { describe, expect, it } from "vitest";
import { TalkjsSourceConfig } from "../src/config.ts";
import { normalizeMessage } from "../src/normalize.ts";
import { talkjsSource } from "../src/source.ts";
import { WireMessage } from "../src/wire.ts";
import { startClient } from "./sandbox-client.ts";
import { OPTIONS, pagesOf, serve } from "./source-server.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The reactions of what was read, message by message. */
function reactionsIn(pages: Awaited<ReturnType<typeof pagesOf>>) {
  return pages.flatMap(({ values }) =>
    values.flatMap((value) =>
      "value" in value
        ? normalizeMessage(WireMessage.parse(value.value)).map((record) =>
            "reactions" in record ? (record.reactions ?? []) : [],
          )
        : [],
    ),
  );
}

it("T35: tells who reacted when asked, behind the first hundred too", async () => {
  await using app = await startClient({ world: "none", rate: "off" });
  const users = Array.from({ length: 120 }, (_, index) => `u${String(index).padStart(3, "0")}`);
  for (const some of [users.slice(0, 100), users.slice(100)])
    await app.put("/users", Object.fromEntries(some.map((id) => [id, { name: id }])));
  await app.put("/conversations/c1", { participants: ["u000"] });
  const text = { type: "UserMessage", sender: "u000", timestamp: 1_700_000_000_000, readBy: [], text: "Hi" };
  const { body } = await app.import([text]);
  const place = `/conversations/c1/messages/${body[0].id}/reactions`;
  await Promise.all(users.map((id) => app.put(`${place}/${encodeURIComponent("👍")}/${id}`)));
  await app.put(`${place}/:party:/u001`);
  const read = async (reactors: string) => {
    const config = TalkjsSourceConfig.parse({ ...app.config, requestsPerSecond: "5000", reactors });
    const source = await talkjsSource.open(config, { signal: OPTIONS.signal, logger: SILENT });
    const [reactions] = reactionsIn(await pagesOf(source.read("messages", OPTIONS)));
    await source.close?.();
    return reactions ?? [];
  };
  expect((await read("count")).map(({ emoji, count, userId }) => [emoji, count, userId])).toEqual([
    ["👍", 120, undefined],
    [":party:", 1, undefined],
  ]);
  const told = await read("read");
  expect(told.filter(({ emoji }) => emoji === "👍").map(({ userId }) => userId)).toEqual(users);
  expect(told.filter(({ emoji }) => emoji === ":party:")).toMatchObject([{ userId: "u001" }]);
});

describe("T35: where not all is told", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => ({ id: `r${index}`, userId: `r${index}` }));
  const reacted = (id: string, count: number) => ({
    ...{ id, conversationId: "c1", type: "UserMessage", senderId: "u1", text: "Hi", createdAt: 1_700_000_000_000 },
    reactions: { "👍": { count } },
  });
  const thumb = encodeURIComponent("👍");

  it("the others are counted, and a message that is gone keeps its number", async () => {
    await using server = await serve({
      lists: {
        "/conversations": [{ id: "c1", lastMessage: { id: "m1" } }],
        "/conversations/c1/messages": [reacted("m1", 130), reacted("m2", 7)],
        // Behind a person it does not go on: the last one has no id to start after.
        [`/conversations/c1/messages/m1/reactions/${thumb}`]: hundred.map(({ userId }) => ({ userId })),
      },
    });
    const source = await server.open({ reactors: "read" });
    const [first, second] = reactionsIn(await pagesOf(source.read("messages", OPTIONS)));
    expect([first?.length, first?.at(-1)]).toEqual([101, { emoji: "👍", count: 30 }]);
    expect(second).toEqual([{ emoji: "👍", count: 7 }]);
  });
});
