import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { type Answer, idsOf, items, OPTIONS, originsOf, pagesOf, STREAMS, serve, WORLD } from "./source-server.ts";

describe("resuming", () => {
  it.each(STREAMS)("after every page of %s yields exactly the rest", async (stream) => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    const all = await pagesOf(source.read(stream, OPTIONS));
    for (const [index, { cursor }] of all.entries()) {
      expect(JSON.parse(cursor ?? "")).toBeTypeOf("object");
      const rest = await pagesOf(source.read(stream, { ...OPTIONS, after: cursor }));
      expect(idsOf(rest)).toEqual(idsOf(all.slice(index + 1)));
    }
    expect(all.length).toBeGreaterThan(0);
  });

  it.each(["", "null", "{}", '{"after":7}', '{"after":"x","more":1}', '{"conversation":""}', "x"])(
    "refuses the cursor %j",
    async (after) => {
      await using served = await serve({ lists: WORLD });
      const source = await served.open();
      for (const stream of STREAMS) {
        await expect(pagesOf(source.read(stream, { ...OPTIONS, after }))).rejects.toThrow(ConfigError);
      }
      expect(served.requests).toHaveLength(0);
    },
  );
});

describe("paging", () => {
  it.each([10, 30, 50])("T7: goes on behind pages that the server cuts at %i", async (clamp) => {
    await using served = await serve({ lists: WORLD, clamp });
    const source = await served.open();
    expect(idsOf(await pagesOf(source.read("users", OPTIONS)))).toEqual(items("u", 215).map(({ id }) => id));
  });

  it("T7: goes on behind a first page of exactly 30 conversations", async () => {
    await using served = await serve({ lists: { "/conversations": items("c", 61) } });
    const source = await served.open();
    expect(idsOf(await pagesOf(source.read("conversations", OPTIONS)))).toHaveLength(61);
  });

  it("stops on a short page without asking for another", async () => {
    await using served = await serve({ lists: { "/users": items("u", 99) } });
    const source = await served.open();
    await pagesOf(source.read("users", OPTIONS));
    expect(served.requests).toHaveLength(1);
  });

  it("hands items without an id out once and moves on", async () => {
    const users = [...items("u", 98), { name: "x" }, { id: 5 }, ...items("v", 40)];
    const intercept = (url: URL) =>
      url.searchParams.get("startingAfter") === "u98" ? { body: { data: users.slice(98) } } : undefined;
    await using served = await serve({ lists: { "/users": users }, intercept });
    const source = await served.open();
    const pages = await pagesOf(source.read("users", OPTIONS));
    expect(idsOf(pages)).toEqual(users.map((user) => ("id" in user ? user.id : undefined)));
    expect(originsOf(pages)[98]).toBe("GET /users#item 0 of a page");
  });

  it("gives up on a full page without any id", async () => {
    await using served = await serve({ lists: { "/users": Array.from({ length: 100 }, () => ({})) } });
    const source = await served.open();
    await expect(pagesOf(source.read("users", OPTIONS))).rejects.toThrow(ConfigError);
  });

  it.each([[1], [3]])("gives up on a server whose pages come around again after %i", async (round) => {
    let asked = 0;
    const intercept = (): Answer => ({ body: { data: items(`p${asked++ % round}-`, 100) } });
    await using served = await serve({ lists: {}, intercept });
    const source = await served.open();
    await expect(pagesOf(source.read("users", OPTIONS))).rejects.toThrow(/ignores "startingAfter"/);
    expect(asked).toBeLessThan(12);
  });

  it("gives up on a server that refuses every position", async () => {
    const intercept = (url: URL): Answer | undefined =>
      url.searchParams.has("startingAfter") ? { status: 400, body: { errorCode: "INVALID" } } : undefined;
    await using served = await serve({ lists: WORLD, intercept });
    const source = await served.open();
    await expect(pagesOf(source.read("users", OPTIONS))).rejects.toThrow(ConfigError);
  });
});

describe("while a conversation is read", () => {
  /** A conversation of 250 messages that changes after its first page. */
  async function readChanging(change: (messages: object[]) => void) {
    const messages: object[] = [...items("a", 250)];
    const lists = {
      "/conversations": [{ id: "c1", lastMessage: { id: "a1" } }],
      "/conversations/c1/messages": messages,
    };
    await using server = await serve({ lists });
    const source = await server.open();
    const ids: unknown[] = [];
    for await (const page of source.read("messages", OPTIONS)) {
      ids.push(...idsOf([page]));
      if (ids.length === 100) change(messages);
    }
    return { ids, warnings: server.warnings };
  }

  it("T10: what is written meanwhile is left to a later reading, and moves nothing that was there before", async () => {
    const { ids } = await readChanging((messages) => messages.unshift(...items("new", 40)));
    expect(ids).toEqual(items("a", 250).map(({ id }) => id));
  });

  it("T40: what is deleted meanwhile leaves no trace, and takes nothing else along", async () => {
    const { ids, warnings } = await readChanging((messages) => messages.splice(120, 10));
    expect(ids).toEqual([...items("a", 120), ...items("a", 250).slice(130)].map(({ id }) => id));
    expect(warnings).toEqual([]);
  });
});
