import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Extracted, Page, ReadOptions, Source } from "@chat-etl/sdk";
import { onTestFinished } from "vitest";
import { cometchatSource } from "../src/index.ts";
import { CometchatSourceConfig } from "../src/source-config.ts";

export const KEY = "hush-hush-key";

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body: unknown;
}

type Row = Readonly<Record<string, unknown>>;
/** Lists by path, behind `/v3`. */
export type Lists = Readonly<Record<string, readonly Row[]>>;

export interface Serving {
  readonly lists: Lists;
  /** Largest page the server gives, whatever is asked for. */
  readonly clamp?: number;
  /** Answers instead of the lists when it gives an answer. */
  intercept?(url: URL): Said | undefined;
}

export const STREAMS = ["roles", "users", "groups", "members", "bans", "conversations", "messages"] as const;
export type Stream = (typeof STREAMS)[number];

/** Read options that nobody aborts. */
export const OPTIONS: ReadOptions = { signal: new AbortController().signal };

/** The smallest CometChat that lists things, on loopback, and what is told of reading it. */
export async function serve(serving: Serving) {
  const requests: URL[] = [];
  const logged: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push(url);
    const { status = 200, headers, body } = serving.intercept?.(url) ?? listed(url, serving);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const log = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const open = async (given: object = {}): Promise<Source<Stream>> => {
    const account = { appId: "app1", region: "eu", apiKey: KEY, baseUrl, requestsPerMinute: "1000000" };
    const config = CometchatSourceConfig.parse({ ...account, ...given });
    const logger = { debug: log, info: log, warn: log, error: log };
    const source = await cometchatSource.open(config, { signal: OPTIONS.signal, logger });
    onTestFinished(() => source.close?.());
    return source;
  };
  return { requests, logged, open };
}

function listed(url: URL, { lists, clamp = 1000 }: Serving): Said {
  const list = lists[url.pathname.replace("/v3", "")];
  if (!list) return { body: { data: [] } };
  const limit = Math.min(clamp, Number(url.searchParams.get("limit") ?? url.searchParams.get("perPage") ?? 10));
  if (url.searchParams.has("perPage")) {
    const page = Number(url.searchParams.get("page") ?? 1);
    return { body: { data: list.slice((page - 1) * limit, page * limit), meta: { pagination: { total: 0 } } } };
  }
  const at = Number(url.searchParams.get("id") ?? 0);
  const isAppend = url.searchParams.get("affix") === "append";
  const rows = isAppend
    ? list.filter(({ id }) => Number(id) > at).slice(0, limit)
    : list.filter(({ id }) => Number(id) < at).slice(-limit);
  return { body: { data: rows, meta: { current: { limit, count: rows.length } } } };
}

/** All pages of a stream. */
export async function pagesOf(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

export function originsOf(pages: readonly Page[]): readonly string[] {
  return pages.flatMap(({ values }) => values.map(({ origin }) => origin));
}

/** The values of pages, as they go to normalize. */
export function valuesOf(pages: readonly Page[]): readonly unknown[] {
  return pages.flatMap(({ values }) => values.map((one) => (one as Extracted).value));
}

export const users = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ uid: `u${index + 1}`, name: "U" }));

export const groups = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ guid: `g${index + 1}`, name: "G", type: "public" }));

/** Messages of the ids 1 to `count`. */
export const messages = (count: number, more: object = {}): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ id: String(index + 1), sender: "ann", receiverType: "group", receiver: "team", category: "message" },
    ...{ type: "text", data: { text: "hi" }, sentAt: 1_700_000_000 + index, ...more },
  }));
