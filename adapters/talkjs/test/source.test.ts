import { createHttpClient } from "@chat-etl/io";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { failureOf } from "../src/failure.ts";
import {
  type Answer,
  idsOf,
  items,
  OPTIONS,
  originsOf,
  pagesOf,
  SECRET,
  STREAMS,
  serve,
  WORLD,
} from "./source-server.ts";

function messageRequests(requests: readonly URL[]): readonly string[] {
  return requests.map(({ pathname, search }) => pathname + search).filter((path) => path.includes("/messages"));
}

describe("requests", () => {
  it("T8, T9, T44: send the version, the key, a limit and the order of creation", async () => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    for (const stream of STREAMS) await pagesOf(source.read(stream, OPTIONS));
    const told = served.headers.map((one) => `${one["talkjs-rest-version"]} ${one.authorization}`);
    expect(told).toEqual(served.requests.map(() => `2024-01-01 Bearer ${SECRET}`));
    const searches = served.requests.map(({ pathname, search }) => pathname + search);
    expect(searches.slice(0, 4)).toEqual([
      "/v1/myApp/users?limit=100",
      "/v1/myApp/users?limit=100&startingAfter=u100",
      "/v1/myApp/users?limit=100&startingAfter=u200",
      "/v1/myApp/conversations?limit=30&orderBy=createdAt&orderDirection=ASC",
    ]);
  });

  it("T45: encode every id, in paths and as positions", async () => {
    const id = "a/b?c#d %é+";
    const path = `/conversations/${encodeURIComponent(id)}/messages`;
    const messages = Array.from({ length: 101 }, (_, index) => ({ id: `m/${index}?&+` }));
    await using served = await serve({ lists: { "/conversations": [{ id }], [path]: messages } });
    const source = await served.open();
    const pages = await pagesOf(source.read("messages", OPTIONS));
    expect(idsOf(pages)).toEqual(messages.map((message) => message.id));
    expect(served.requests.at(-1)?.searchParams.get("startingAfter")).toBe("m/99?&+");
    expect(pages[0]?.values[0]?.origin).toBe(`GET ${path}#m/0?&+`);
  });

  it("T45: encode the app's id", async () => {
    await using served = await serve({ lists: {}, intercept: () => ({ body: { data: [] } }) });
    const source = await served.open({ appId: "a/b?" });
    await source.check?.();
    expect(served.requests[0]?.pathname).toBe("/v1/a%2Fb%3F/users");
  });

  it("T45: never ask for a conversation whose id would address something else", async () => {
    const lists = {
      "/conversations": [{ id: ".." }, { id: "\ud800" }, { id: "c1" }],
      "/conversations/c1/messages": [],
    };
    await using served = await serve({ lists });
    const source = await served.open();
    await pagesOf(source.read("messages", OPTIONS));
    expect(messageRequests(served.requests)).toEqual(["/v1/myApp/conversations/c1/messages?limit=100"]);
    expect(served.warnings).toEqual([
      expect.stringContaining('cannot be addressed; its messages are not read. {"id":".."}'),
    ]);
  });

  it("are not made before the first page is asked for, and never far ahead", async () => {
    const conversations = items("c", 29);
    const lists = conversations.map(({ id }) => [`/conversations/${id}/messages`, items(`${id}-`, 3)] as const);
    await using served = await serve({ lists: { "/conversations": conversations, ...Object.fromEntries(lists) } });
    const source = await served.open();
    const pages = source.read("messages", OPTIONS)[Symbol.asyncIterator]();
    expect(served.requests).toHaveLength(0);
    await pages.next();
    await pages.return?.();
    await source.close?.();
    expect(messageRequests(served.requests).length).toBeLessThanOrEqual(8);
  });

  it("stop when reading is aborted", async () => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    const abort = new AbortController();
    const pages = source.read("users", { signal: abort.signal })[Symbol.asyncIterator]();
    await pages.next();
    abort.abort();
    await expect(pages.next()).rejects.toThrow("aborted");
    expect(served.requests).toHaveLength(1);
  });
});

describe("messages", () => {
  it("T6: come conversation by conversation, newest first, with their origin", async () => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    const pages = await pagesOf(source.read("messages", OPTIONS));
    expect(idsOf(pages)).toEqual([...items("a", 250), ...items("b", 100), ...items("d", 3)].map(({ id }) => id));
    expect(originsOf(pages)[250]).toBe("GET /conversations/c3/messages#b1");
  });

  it("are not asked for where lastMessage is null, but are where it is missing", async () => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    await pagesOf(source.read("messages", OPTIONS));
    const asked = messageRequests(served.requests).join("\n");
    expect(asked).not.toContain("/c2/");
    expect(asked).toContain("/c4/");
  });

  it("of a conversation that is deleted meanwhile count as none, with a warning", async () => {
    const lists = { ...WORLD };
    delete lists["/conversations/c1/messages"];
    await using served = await serve({ lists });
    const source = await served.open();
    expect(idsOf(await pagesOf(source.read("messages", OPTIONS)))).toHaveLength(103);
    expect(served.warnings).toEqual([expect.stringContaining("GET /conversations/c1/messages")]);
  });

  it("are read again when the one is deleted behind which reading goes on", async () => {
    await using served = await serve({ lists: WORLD });
    const source = await served.open();
    const after = JSON.stringify({ conversation: "c1", message: "deleted" });
    const ids = idsOf(await pagesOf(source.read("messages", { ...OPTIONS, after })));
    expect(ids).toEqual([...items("a", 250), ...items("b", 100), ...items("d", 3)].map(({ id }) => id));
    expect(served.warnings).toHaveLength(1);
  });
});

describe("answers that are none", () => {
  it("JSON without a list ends in a TransientError that says nothing of what it holds", async () => {
    const intercept = (): Answer => ({ body: { message: "dear Ann" } });
    await using served = await serve({ lists: {}, intercept });
    const source = await served.open();
    const failure = await pagesOf(source.read("users", OPTIONS)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransientError);
    expect(String(failure)).toContain("GET /users");
    expect(String(failure)).not.toContain("Ann");
  });

  const WEB_PAGE: Answer = { headers: { "content-type": "text/html" }, body: "<p>dear Ann</p>" };

  it("T43: a 200 that is a web page ends in a TransientError that says nothing of what it holds", async () => {
    await using served = await serve({ lists: {}, intercept: () => WEB_PAGE });
    const { signal } = OPTIONS;
    const http = createHttpClient({ service: "TalkJS", baseUrl: served.url, headers: {}, signal, failureOf });
    const failure = await http.send({ method: "GET", path: "/users" }).catch((error: unknown) => error);
    await http.close();
    expect(failure).toBeInstanceOf(TransientError);
    expect(String(failure)).not.toContain("Ann");
  });

  it("T43: a 200 that is a web page is asked for again", async () => {
    let asked = 0;
    await using served = await serve({ lists: WORLD, intercept: () => (asked++ === 0 ? WEB_PAGE : undefined) });
    const source = await served.open();
    expect(idsOf(await pagesOf(source.read("users", OPTIONS)))).toHaveLength(215);
  });

  it("a refused key in the middle of reading ends in a ConfigError without the key", async () => {
    const intercept = (url: URL): Answer | undefined =>
      url.searchParams.has("startingAfter") ? { status: 401, body: { errorCode: "X", reasons: [SECRET] } } : undefined;
    await using served = await serve({ lists: WORLD, intercept });
    const source = await served.open();
    const failure = await pagesOf(source.read("users", OPTIONS)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).not.toContain(SECRET);
  });
});
