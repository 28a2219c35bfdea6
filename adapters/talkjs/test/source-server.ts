import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Extracted, Logger, Page, ReadOptions, Source } from "@chat-etl/sdk";
import { TalkjsSourceConfig } from "../src/config.ts";
import { talkjsSource } from "../src/source.ts";

export const SECRET = "sk_test_hush";

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body: unknown;
}

/** Lists by path, behind `/v1/myApp`, in the order the server gives them. */
export type Lists = Record<string, readonly object[]>;

export interface Serving {
  readonly lists: Lists;
  /** Largest page the server gives, whatever `limit` says. */
  readonly clamp?: number;
  /** Answers instead of the lists when it gives an answer. */
  intercept?(url: URL): Answer | undefined;
}

/** Requests that came, and a source that is led here. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly URL[];
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  readonly warnings: readonly string[];
  open(config?: object): Promise<Source<"users" | "conversations" | "messages">>;
}

/** The smallest TalkJS that lists things, on loopback. */
export async function serve(serving: Serving): Promise<Served> {
  const requests: URL[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const warnings: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push(url);
    headers.push(request.headers);
    const { status = 200, headers: answered, body } = serving.intercept?.(url) ?? listed(url, serving);
    response.writeHead(status, answered ?? { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const closers: (() => Promise<void> | undefined)[] = [];
  return {
    url,
    requests,
    headers,
    warnings,
    async open(changed = {}) {
      const config = TalkjsSourceConfig.parse({
        appId: "myApp",
        secretKey: SECRET,
        baseUrl: url,
        requestsPerSecond: "5000",
        ...changed,
      });
      const logger = loggerInto(warnings);
      const source = await talkjsSource.open(config, { signal: new AbortController().signal, logger });
      closers.push(async () => source.close?.());
      return source;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function listed(url: URL, { lists, clamp = 1000 }: Serving): Answer {
  const list = lists[url.pathname.replace("/v1/myApp", "")];
  if (!list) return { status: 404, body: { errorCode: "CONVERSATION_NOT_FOUND", reasons: [] } };
  const after = url.searchParams.get("startingAfter");
  const start = after === null ? 0 : list.findIndex((item) => "id" in item && item.id === after) + 1;
  if (after !== null && start === 0) return { status: 400, body: { errorCode: "INVALID", reasons: [] } };
  return { body: { data: list.slice(start, start + Math.min(clamp, Number(url.searchParams.get("limit") ?? 10))) } };
}

/** Collects all warnings with their fields, as text. */
function loggerInto(warnings: string[]): Logger {
  const silent = (): void => undefined;
  return {
    debug: silent,
    info: silent,
    error: silent,
    warn: (message, fields) => warnings.push(`${message} ${JSON.stringify(fields)}`),
  };
}

/** All pages of a stream. */
export async function pagesOf(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** Where the values of pages were found, in order. */
export function originsOf(pages: readonly Page[]): readonly string[] {
  return pages.flatMap(({ values }) => values.map(({ origin }) => origin));
}

/** The ids of the values of pages, in order. */
export function idsOf(pages: readonly Page[]): readonly unknown[] {
  return pages.flatMap(({ values }) => values.map((value) => ((value as Extracted).value as { id?: unknown }).id));
}

/** `count` items: `<prefix>1`, `<prefix>2`, … */
export function items(prefix: string, count: number): readonly { readonly id: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index + 1}` }));
}

/** Read options that nobody aborts. */
export const OPTIONS: ReadOptions = { signal: new AbortController().signal };

/** The source's streams. */
export const STREAMS = ["users", "conversations", "messages"] as const;

/** Three conversations of 250, 100 and 3 messages, an empty one and one whose last message nobody told. */
export const WORLD: Lists = {
  "/users": items("u", 215),
  "/conversations": [
    { id: "c1", lastMessage: { id: "a1" } },
    { id: "c2", lastMessage: null },
    { id: "c3", lastMessage: { id: "b1" } },
    { id: "c4" },
  ],
  "/conversations/c1/messages": items("a", 250),
  "/conversations/c3/messages": items("b", 100),
  "/conversations/c4/messages": items("d", 3),
};
