import type { IncomingMessage, ServerResponse } from "node:http";
import type { AskOptions, FilePlace } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { askFile, DownloadError } from "../src/index.ts";
import { served } from "./http-server.ts";

const KEY = "xyz-invented-key";
const PNG = { "content-type": "image/png" };

const ask = (place: FilePlace, changes: Partial<AskOptions> = {}) =>
  askFile(place, {
    mimeType: "image/png",
    maxBytes: 1000,
    timeoutMs: 20_000,
    allowPrivate: true,
    attempts: 1,
    signal: new AbortController().signal,
    ...changes,
  });

/** Asks a server that answers a HEAD with the one and a GET with the other; tells the outcome and what was asked. */
async function asked(
  head: (response: ServerResponse) => ServerResponse,
  get: (response: ServerResponse, request: IncomingMessage) => ServerResponse = (response) => response.writeHead(500),
) {
  const methods: string[] = [];
  const { url } = await served((response, _, request) => {
    methods.push(`${request.method} ${request.headers.range ?? ""}`.trim());
    (request.method === "HEAD" ? head(response) : get(response, request)).end();
  });
  const outcome = await ask({ url: `${url}/?t=${KEY}` }).catch((error: unknown) => error);
  if (outcome instanceof DownloadError) expect(outcome.message).not.toContain(KEY);
  return { outcome, methods };
}

it("asks for the head alone, where that tells", async () => {
  const { outcome, methods } = await asked((response) => response.writeHead(200, { ...PNG, "content-length": 7 }));
  expect(outcome).toEqual({ sizeBytes: 7, contentType: "image/png" });
  expect(methods).toEqual(["HEAD"]);
});

describe("asks for the first byte", () => {
  const first = (response: ServerResponse) => response.writeHead(206, { ...PNG, "content-range": "bytes 0-0/7" });

  it.each([400, 401, 403, 405, 501])("where the head is refused with %i", async (status) => {
    const { outcome, methods } = await asked((response) => response.writeHead(status), first);
    expect(outcome).toEqual({ sizeBytes: 7, contentType: "image/png" });
    expect(methods).toEqual(["HEAD", "GET bytes=0-0"]);
  });

  it("where the head says nothing, or nought", async () => {
    for (const headers of [{ "transfer-encoding": "chunked" }, { "content-length": 0 }])
      expect((await asked((response) => response.writeHead(200, headers), first)).outcome).toMatchObject({
        sizeBytes: 7,
      });
  });

  it("and believes the whole that comes instead, without reading it", async () => {
    const whole = (response: ServerResponse) => response.writeHead(200, { ...PNG, "content-length": 700 });
    expect((await asked((response) => response.writeHead(405), whole)).outcome).toMatchObject({ sizeBytes: 700 });
  });

  it("of an empty file in vain", async () => {
    const none = (response: ServerResponse) => response.writeHead(416, { "content-range": "bytes */0" });
    expect((await asked((response) => response.writeHead(405), none)).outcome).toMatchObject({ code: "empty" });
  });

  it("of one whose size nobody says", async () => {
    const chunked = (response: ServerResponse) => response.writeHead(200, PNG);
    expect((await asked(chunked, chunked)).outcome).toEqual({ sizeBytes: undefined, contentType: "image/png" });
  });
});

it.each<[string, number, Record<string, string | number>]>([
  ["gone", 404, {}],
  ["gone", 410, {}],
  ["busy", 429, {}],
  ["too-large", 200, { "content-length": 1001 }],
  ["sign-in-page", 200, { "content-type": "text/html", "content-length": 9 }],
  ["bad-url", 302, { location: "file:///etc/passwd" }],
])("says %s: status %i", async (code, status, headers) => {
  expect((await asked((response) => response.writeHead(status, headers))).outcome).toMatchObject({ code });
});

it("says denied when neither head nor byte is to be had", async () => {
  const no = (response: ServerResponse) => response.writeHead(403);
  expect((await asked(no, no)).outcome).toMatchObject({ code: "denied" });
});

it("asks nobody for what lies in the export, nor inside this network", async () => {
  const bytes = async function* () {};
  expect(await ask({ bytes, sizeBytes: 7 })).toEqual({ sizeBytes: 7 });
  await expect(ask({ bytes, sizeBytes: 1001 })).rejects.toMatchObject({ code: "too-large" });
  const { url, requests } = await served((response) => response.end());
  await expect(ask({ url }, { allowPrivate: [] })).rejects.toMatchObject({ code: "private-address" });
  expect(requests).toEqual([]);
});
