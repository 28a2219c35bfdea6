import { beforeAll, describe, expect, it } from "vitest";
import { BEGAN, listOf, message, useTalk } from "./sandbox-world.ts";

describe("4.7: rows on order", () => {
  const world = useTalk();
  const order = (rows: unknown) => world.ask("POST", "/_sandbox/rows", { body: JSON.stringify({ rows }) });

  beforeAll(async () => {
    await world.one("messages", message("m1"));
  });

  it("4.7: puts a call into the list, with the secret of its web socket", async () => {
    const call = {
      category: "call",
      type: "video",
      action: "ended",
      sender: "ann",
      receiver: "bob",
      sentAt: BEGAN + 20,
    };
    expect((await order([{ ...call, secret: "s3cret" }])).status).toBe(200);
    const [row] = listOf(await world.get("/messages?category=call"));
    expect(row).toMatchObject({
      id: "2",
      conversationId: "ann_user_bob",
      category: "call",
      type: "video",
      sentAt: BEGAN + 20,
      data: {
        action: "ended",
        entities: {
          by: { entity: { uid: "ann" }, entityType: "user" },
          on: {
            entity: {
              sessionid: expect.any(String),
              status: "ended",
              initiatedAt: BEGAN + 20,
              wsChannel: { secret: "s3cret" },
            },
            entityType: "call",
          },
          for: { entity: { uid: "bob" }, entityType: "user" },
        },
      },
    });
  });

  it("4.7: puts an action about a member into the list, at any time", async () => {
    await order([{ category: "action", action: "joined", guid: "team", uid: "bob", by: "bob", sentAt: BEGAN + 30 }]);
    expect(listOf(await world.get("/groups/team/messages"))).toMatchObject([
      { category: "action", type: "groupMember", sender: "bob", sentAt: BEGAN + 30, data: { action: "joined" } },
    ]);
    expect(listOf(await world.get("/groups/team/members"))).toEqual([]);
  });

  it("4.7: neither is a message that anybody has to read", async () => {
    const rows = listOf(await world.get("/conversations", { onBehalfOf: "bob" }));
    expect(rows).toMatchObject([{ conversationId: "ann_user_bob", unreadMessageCount: "1" }]);
  });

  it("refuses what it does not understand", async () => {
    expect((await order([{ category: "message" }])).status).toBe(400);
  });
});
