import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import {
  groups,
  KEY,
  type Lists,
  messages,
  OPTIONS,
  originsOf,
  pagesOf,
  type Said,
  STREAMS,
  serve,
  users,
  valuesOf,
} from "./source-server.ts";

const PAIRS = [
  { conversationId: "ann_user_bob", conversationWith: { uid: "bob" } },
  { conversationId: "ann_user_cat", conversationWith: { uid: "cat" } },
  { conversationId: "ann_user_bob", conversationWith: { uid: "ann" } },
];

const WORLD: Lists = {
  "/roles": [{ role: "default" }, { role: "teacher" }, { role: "poet" }],
  "/users": users(25),
  "/groups": groups(12),
  "/groups/g1/members": users(23),
  "/groups/g5/members": users(2),
  "/groups/g12/members": users(11),
  "/groups/g2/bannedusers": users(12),
  "/conversations": PAIRS,
  "/messages": messages(64),
};

const firstPages = (requests: readonly URL[]) => requests.map(({ pathname, search }) => pathname + search);

describe("numbered lists", () => {
  it("T39: are read to an empty page, though the total says 0 and pages are smaller than asked for", async () => {
    const { open, requests } = await serve({ lists: WORLD, clamp: 7 });
    const pages = await pagesOf((await open()).read("users", OPTIONS));
    expect(originsOf(pages)).toEqual(users(25).map(({ uid }) => `GET /users#${uid}`));
    expect(requests.filter(({ pathname }) => pathname === "/v3/users")).toHaveLength(5);
  });

  it("T38: ask for tags and deactivated users, which are left out else", async () => {
    const { open, requests } = await serve({ lists: WORLD });
    await pagesOf((await open()).read("users", OPTIONS));
    expect(firstPages(requests)).toContain("/v3/users?withTags=true&withDeactivated=true&perPage=1000&page=1");
  });

  it("4.4: come as a list, as an object, or as an object of objects; with the cursor inside meta, beside it, or none", async () => {
    const [one, two, three] = groups(3);
    const bodies = [
      { data: { 0: one, 1: two, 2: three }, meta: { cursor: { updatedAt: 1 } } },
      { data: { 0: { 0: one }, 1: { 1: two, 2: three } }, meta: {}, cursor: { updatedAt: 1 } },
      { data: [one, two, three] },
    ];
    for (const body of bodies) {
      const intercept = ({ searchParams }: URL) => (searchParams.get("page") === "1" ? { body } : undefined);
      const { open } = await serve({ lists: {}, intercept });
      const pages = await pagesOf((await open()).read("groups", OPTIONS));
      expect(originsOf(pages)).toEqual(["GET /groups#g1", "GET /groups#g2", "GET /groups#g3"]);
    }
  });

  it("that overlap give nothing twice; the same page again is an error, but for the last one shown for all behind it", async () => {
    const overlapping = ({ searchParams, pathname }: URL): Said | undefined => {
      const page = Number(searchParams.get("page"));
      return pathname === "/v3/groups"
        ? { body: { data: groups(9).slice((page - 1) * 3, (page - 1) * 3 + 4) } }
        : undefined;
    };
    const shifted = await serve({ lists: {}, intercept: overlapping });
    expect(originsOf(await pagesOf((await shifted.open()).read("groups", OPTIONS)))).toHaveLength(9);
    const stuck = await serve({ lists: {}, intercept: () => ({ body: { data: groups(3) } }) });
    await expect(pagesOf((await stuck.open()).read("groups", OPTIONS))).rejects.toThrow('it ignores "page"');
    const meta = { pagination: { current_page: 1 } };
    const clamped = await serve({ lists: {}, intercept: () => ({ body: { data: groups(3), meta } }) });
    expect(originsOf(await pagesOf((await clamped.open()).read("groups", OPTIONS)))).toHaveLength(3);
  });
});

describe("lists of messages", () => {
  it("T37: always ask for 1000 behind an id, and go on behind the highest one", async () => {
    const { open, requests } = await serve({ lists: WORLD });
    const pages = await pagesOf((await open()).read("messages", OPTIONS));
    expect(originsOf(pages)).toEqual(messages(64).map(({ id }) => `GET /messages#${id}`));
    expect(firstPages(requests)).toEqual([
      "/v3/messages?withTags=true&affix=append&id=0&limit=1000",
      "/v3/messages?withTags=true&affix=prepend&id=1&limit=1",
      "/v3/messages?withTags=true&affix=append&id=64&limit=1000",
    ]);
  });

  it("4.3: may repeat the one they go on behind, and come newest first inside a page", async () => {
    const intercept = ({ searchParams }: URL): Said | undefined => {
      const at = Number(searchParams.get("id"));
      const limit = Number(searchParams.get("limit"));
      if (searchParams.get("affix") === "prepend") return undefined;
      return {
        body: {
          data: messages(25)
            .filter(({ id }) => Number(id) >= at)
            .slice(0, limit)
            .reverse(),
        },
      };
    };
    const { open } = await serve({ lists: {}, intercept });
    const pages = await pagesOf((await open({ pageSize: 10 })).read("messages", OPTIONS));
    expect(new Set(originsOf(pages)).size).toBe(25);
    expect(originsOf(pages)).toHaveLength(25);
  });

  it("that ignore the position, or begin with the newest, are an error: nothing is left out in silence", async () => {
    const same = await serve({ lists: {}, intercept: () => ({ body: { data: messages(3) } }) });
    await expect(pagesOf((await same.open()).read("messages", OPTIONS))).rejects.toThrow("nothing new");
    const newest = ({ searchParams }: URL): Said | undefined =>
      searchParams.get("id") === "0" ? { body: { data: messages(64).slice(-20) } } : undefined;
    const { open } = await serve({ lists: WORLD, intercept: newest });
    await expect(pagesOf((await open()).read("messages", OPTIONS))).rejects.toThrow("does not begin with its oldest");
  });

  it("T40: of all categories are counted in the log", async () => {
    const rows = [...messages(3), ...messages(2, { category: "action" }), ...messages(1, { category: "<secret>" })];
    const { open, logged } = await serve({
      lists: { "/messages": rows.map((row, id) => ({ ...row, id: String(id + 1) })) },
    });
    await pagesOf((await open()).read("messages", OPTIONS));
    expect(logged).toEqual(['Rows of messages read, by category. {"message":3,"action":2,"none":1}']);
  });

  it("T41: never give out the secret of a call, wherever it stands, nor log it", async () => {
    const secret = { wsChannel: { identity: "c", secret: "hush" } };
    const data = { action: "ended", entities: { on: { entity: { status: "ended", ...secret }, entityType: "call" } } };
    const call = { ...messages(1)[0], category: "call", data, ...secret };
    const lists = {
      "/messages": [call],
      "/conversations": [{ ...PAIRS[0], lastMessage: call }],
      "/users": [{ uid: "a", ...secret }],
    };
    const { open, logged } = await serve({ lists });
    const source = await open();
    for (const stream of STREAMS) {
      const pages = await pagesOf(source.read(stream, OPTIONS));
      expect(JSON.stringify(pages)).not.toMatch(/wsChannel|hush/);
    }
    expect(logged.join()).not.toContain("hush");
  });
});

describe("conversation by conversation", () => {
  it("T35: groups come from their own list, and each pair is read once though it stands there twice", async () => {
    const lists = { ...WORLD, "/groups/g2/messages": messages(15), "/groups/g9/messages": messages(1) };
    const { open, requests } = await serve({ lists });
    const source = await open({ messages: "conversations", pageSize: 10 });
    const pages = await pagesOf(source.read("messages", OPTIONS));
    const pairs = requests.filter(
      ({ searchParams }) => searchParams.get("id") === "0" && searchParams.has("conversationId"),
    );
    expect(pairs.map(({ searchParams }) => searchParams.get("conversationId"))).toEqual([
      "ann_user_bob",
      "ann_user_cat",
    ]);
    expect(originsOf(pages).filter((origin) => origin.includes("/groups/"))).toHaveLength(16);
    expect(requests.some(({ searchParams }) => searchParams.get("conversationType") === "group")).toBe(false);
  });

  it("a group that is gone meanwhile counts as empty, with a warning", async () => {
    const gone = { status: 404, body: { error: { code: "ERR_GUID_NOT_FOUND", message: "x" } } };
    const intercept = ({ pathname }: URL) => (pathname === "/v3/groups/g1/members" ? gone : undefined);
    const { open, logged } = await serve({ lists: WORLD, intercept });
    const pages = await pagesOf((await open()).read("members", OPTIONS));
    expect(originsOf(pages)).toHaveLength(13);
    expect(logged).toEqual([expect.stringContaining('{"of":"g1"}')]);
  });
});

describe("resuming", () => {
  const cases = STREAMS.map((stream) => [stream, {}] as const);

  it.each([...cases, ["messages", { messages: "conversations" }] as const])(
    "after every page of %s %j gives exactly the rest",
    async (stream, given) => {
      const lists = { ...WORLD, "/groups/g2/messages": messages(25), "/groups/g9/messages": messages(11) };
      const { open } = await serve({ lists });
      const source = await open({ pageSize: 5, ...given });
      const all = await pagesOf(source.read(stream, OPTIONS));
      expect(all.length).toBeGreaterThan(0);
      for (const [index, { cursor }] of all.entries()) {
        const rest = await pagesOf(source.read(stream, { ...OPTIONS, after: cursor }));
        const want = originsOf(all.slice(index + 1));
        // Of pairs only the current run is remembered: who stands there twice may be read again.
        const repeated = "messages" in given ? originsOf(rest).filter((origin) => !want.includes(origin)) : [];
        expect(originsOf(rest).filter((origin) => !repeated.includes(origin))).toEqual(want);
        expect(repeated.every((origin) => origin.startsWith("GET /messages"))).toBe(true);
      }
    },
    60_000,
  );

  it("keeps to the size of pages that numbers were counted with", async () => {
    const { open } = await serve({ lists: WORLD });
    const [first] = await pagesOf((await open({ pageSize: 10 })).read("users", OPTIONS));
    const rest = await pagesOf((await open({ pageSize: 1000 })).read("users", { ...OPTIONS, after: first?.cursor }));
    expect(originsOf(rest)).toHaveLength(15);
  });

  it.each(["", "null", "{}", '{"page":0,"perPage":1}', '{"after":"x"}', "x"])(
    "refuses the cursor %j",
    async (after) => {
      const { open, requests } = await serve({ lists: WORLD });
      const source = await open();
      for (const stream of STREAMS.filter((name) => name !== "users")) {
        await expect(pagesOf(source.read(stream, { ...OPTIONS, after }))).rejects.toThrow(ConfigError);
      }
      expect(requests).toHaveLength(0);
    },
  );
});

describe("who reacted, who is whose friend", () => {
  const reaction = (id: number) => ({ id: String(id), reaction: "👍", uid: `u${id}` });

  it("is asked for messages with reactions only, page after page as the answers say", async () => {
    const reacted = { ...messages(1)[0], data: { text: "hi", reactions: [{ reaction: "👍", count: 5 }] } };
    const rows = Array.from({ length: 5 }, (_, index) => reaction(index + 1));
    const intercept = ({ pathname, searchParams }: URL): Said | undefined => {
      if (!pathname.endsWith("/reactions")) return undefined;
      const before = Number(searchParams.get("id") ?? 6);
      const page = rows.filter(({ id }) => Number(id) < before).slice(-2);
      return { body: { data: page, meta: { next: page[0] && { affix: "prepend", id: page[0].id } } } };
    };
    const { open, requests } = await serve({ lists: { "/messages": [reacted, ...messages(9).slice(1)] }, intercept });
    const [first] = valuesOf(await pagesOf((await open()).read("messages", OPTIONS)));
    expect(first).toMatchObject({ reactors: rows });
    expect(requests.filter(({ pathname }) => pathname.endsWith("/reactions"))).toHaveLength(3);
    const counting = await open({ reactions: "count" });
    requests.length = 0;
    await pagesOf(counting.read("messages", OPTIONS));
    expect(requests.filter(({ pathname }) => pathname.endsWith("/reactions"))).toHaveLength(0);
  });

  it("is asked for users when wanted; of one who is deactivated CometChat tells nothing", async () => {
    const gone = { status: 404, body: { error: { code: "ERR_UID_NOT_FOUND", message: "x" } } };
    const lists = { "/users": users(2), "/users/u1/friends": users(12), "/users/u1/blockedusers": [{ uid: "ivo" }] };
    const intercept = ({ pathname }: URL) => (pathname.startsWith("/v3/users/u2/") ? gone : undefined);
    const { open, requests } = await serve({ lists, intercept });
    await pagesOf((await open()).read("users", OPTIONS));
    expect(requests.some(({ pathname }) => pathname.includes("/u1/"))).toBe(false);
    const [one, two] = valuesOf(
      await pagesOf((await open({ friends: "true", blocks: "true", pageSize: 5 })).read("users", OPTIONS)),
    );
    expect(one).toMatchObject({ friends: users(12).map(({ uid }) => uid), blocked: ["ivo"] });
    expect(two).toMatchObject({ friends: [], blocked: [] });
  });
});

describe("refusals", () => {
  const error = (code: string) => ({ error: { code, message: `${KEY} dear Ann` } });

  it.each([
    [401, "AUTH_ERR_APIKEY_NOT_FOUND", "COMETCHAT_SOURCE_API_KEY"],
    [403, "AUTH_ERR_NO_ACCESS", "fullAccess"],
    [404, "AUTH_ERR_INVALID_APPID", "COMETCHAT_SOURCE_APP_ID"],
    [403, "ERR_PLAN_RESTRICTION", "plan"],
    [400, "ERR_BAD_REQUEST", "ask CometChat"],
    [404, "ERR_API_NOT_FOUND", "COMETCHAT_SOURCE_BASE_URL"],
  ])("%i %s says what to do with the source's own options", async (status, code, advice) => {
    const { open } = await serve({ lists: {}, intercept: () => ({ status, body: error(code) }) });
    const failure = await (await open()).check?.().catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure).toLowerCase()).toContain(advice.toLowerCase());
    expect(String(failure)).not.toMatch(/hush|Ann|COMETCHAT_(?!SOURCE)/);
  });

  it.each([
    ["X-RateLimit-Reset", { "X-RateLimit-Remaining": "0" }],
    ["X-Rate-Limit-Reset", { "X-Rate-Limit-Remaining": "0" }],
    ["Retry-After", {}],
  ])("T44: a 429 with %s is waited out", async (name, more) => {
    let asked = 0;
    const until = name === "Retry-After" ? "0" : String(Math.floor(Date.now() / 1000) - 1);
    const intercept = (): Said | undefined =>
      asked++ === 0
        ? { status: 429, headers: { [name]: until, ...more }, body: error("ERR_TOO_MANY_REQUESTS") }
        : undefined;
    const { open } = await serve({ lists: WORLD, intercept });
    expect(originsOf(await pagesOf((await open()).read("roles", OPTIONS)))).toHaveLength(2);
  });
});
