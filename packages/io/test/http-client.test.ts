import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TransientError } from "@chat-etl/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpClient, type HttpClient, retryAfterMs } from "../src/index.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function served(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0;
  const seen: { readonly url: string; readonly headers: IncomingMessage["headers"]; readonly at: number }[] = [];
  const server = createServer((request, response) => {
    count += 1;
    seen.push({ url: request.url ?? "", headers: request.headers, at: performance.now() });
    answer(request, response, count);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function client(baseUrl: string, changes: Partial<Parameters<typeof createHttpClient>[0]> = {}): HttpClient {
  const http = createHttpClient({
    service: "Parley",
    baseUrl,
    headers: { authorization: "Bearer hush" },
    signal: new AbortController().signal,
    failureOf: ({ status }) =>
      status === 503 ? new TransientError("Busy.", { delivery: "none", retryAfterMs: 1 }) : undefined,
    ...changes,
  });
  open.push(http);
  return http;
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

it("reads again what time mends, and gives the parsed body", async () => {
  const { url, seen } = await served((_, response, count) =>
    count < 3 ? json(response, {}, 503) : json(response, { fine: true }),
  );
  expect(await client(`${url}/v1`).get("/people", { limit: "5", after: "a b&c" })).toEqual({ fine: true });
  expect(seen.map(({ url }) => url)).toEqual(Array(3).fill("/v1/people?limit=5&after=a+b%26c"));
  expect(seen[0]?.headers.authorization).toBe("Bearer hush");
});

it("sends once, whatever comes of it", async () => {
  const { url, seen } = await served((_, response) => json(response, {}, 503));
  await expect(client(url).send({ method: "POST", path: "/notes", body: {} })).rejects.toThrow("Busy.");
  expect(seen).toHaveLength(1);
});

describe("a request without an answer", () => {
  const failed = async (url: string) =>
    await client(url)
      .send({ method: "POST", path: "/notes", body: { text: "whispered" } })
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it("was surely not delivered when nobody listens", async () => {
    expect(await failed("http://127.0.0.1:1")).toMatchObject({ name: "TransientError", delivery: "none" });
  });

  it("may have been delivered when the connection is cut", async () => {
    const { url } = await served((request) => request.socket.destroy());
    expect(await failed(url)).toMatchObject({ name: "TransientError", delivery: "unknown" });
  });

  it("may have been delivered when the answer is cut short, or is no JSON; its words are nowhere in the error", async () => {
    const { url } = await served((_, response, count) =>
      count === 1
        ? response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy())
        : response.end("whispered"),
    );
    expect(await failed(url)).toMatchObject({ delivery: "unknown" });
    const error = await failed(url);
    expect(error).toMatchObject({
      delivery: "unknown",
      message: "Parley answered POST /notes with status 200 but no JSON: 9 characters of an unnamed type.",
    });
    expect(error instanceof Error && JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(
      "whispered",
    );
  });

  it("may have been delivered when the answer takes too long", async () => {
    const { url } = await served(() => {});
    const http = client(url, { timeoutMs: 20 });
    await expect(http.send({ method: "POST", path: "/notes" })).rejects.toMatchObject({ delivery: "unknown" });
  });
});

it("spaces requests evenly", async () => {
  const { url, seen } = await served((_, response) => json(response, {}));
  const http = client(url, { pace: { requests: 50, perMs: 1_000 } });
  await Promise.all(Array.from({ length: 6 }, () => http.get("/")));
  expect((seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0)).toBeGreaterThan(80);
});

it("passes on an answer that is no success and no JSON, for the platform's own sorting", async () => {
  const { url } = await served((_, response) => response.writeHead(404).end("Not found."));
  const http = client(url, { failureOf: ({ status, body }) => new Error(`${status} ${String(body)}`) });
  await expect(http.get("/")).rejects.toThrow("404 undefined");
});

it("understands Retry-After in seconds and as a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfterMs({ "retry-after": "7" }, now)).toBe(7_000);
  expect(retryAfterMs({ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, now)).toBe(30_000);
  expect(retryAfterMs({ "retry-after": "soon" }, now)).toBeUndefined();
  expect(retryAfterMs({}, now)).toBeUndefined();
});
