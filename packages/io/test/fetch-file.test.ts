import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { ConfigError, type FilePlace } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { discardFetched, fetchFile, keepFetched } from "../src/index.ts";
import { codeOf, KEY, sends, tried } from "./fetch-one.ts";
import { served } from "./http-server.ts";
import { tempFolder } from "./temp-file.ts";

const PNG = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.alloc(200_000, "pixels"),
]);
const ETAG = '"first"';
const OLD = "Sun, 22 Nov 2020 10:00:00 GMT";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Serves the bytes by parts. The first answer breaks off behind its beginning, when `cut` is called. */
async function breaksOff(then: (response: ServerResponse, range: string | undefined) => void) {
  let cut = (): void => {};
  const server = await served((response, count, request) => {
    if (count > 1) return then(response, request.headers.range);
    response.writeHead(200, { etag: ETAG, "content-length": PNG.length }).write(PNG.subarray(0, 100_000));
    cut = () => response.destroy();
  });
  return { ...server, cut: () => cut() };
}

function part(response: ServerResponse, from: number, headers: Record<string, string> = {}, bytes = PNG): void {
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  response.writeHead(206, { etag: ETAG, "content-range": range, ...headers }).end(bytes.subarray(from));
}

const startOf = (range: string | undefined) => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1]);

it("has the file whole, measured, and nothing beside it", async () => {
  let counted = 0;
  const { url, requests } = await sends(PNG, { "content-type": "Image/JPEG; q=1" });
  const place = { url: `${url}/a?t=${KEY}`, headers: { authorization: "Bearer x" } };
  const { path, fetched, files } = await tried(place, { onBytes: (count) => (counted += count) });
  expect(fetched).toEqual({
    sizeBytes: PNG.length,
    sha256: sha256(PNG),
    contentType: "image/jpeg",
    measuredType: "image/png",
  });
  expect((await readFile(path)).equals(PNG)).toBe(true);
  expect([counted, files]).toEqual([PNG.length, ["picture"]]);
  expect(requests).toMatchObject([{ url: `/a?t=${KEY}`, headers: { authorization: "Bearer x" } }]);
  expect(requests[0]?.headers.range).toBeUndefined();
  expect(requests[0]?.headers["accept-encoding"]).toBe("identity");
});

describe("a file that broke off", () => {
  it("is gone on with by range", async () => {
    const { url, requests, cut } = await breaksOff((response, range) => part(response, startOf(range)));
    const first = await tried(`${url}/a?t=${KEY}`, { onBytes: cut });
    expect(first.error).toMatchObject({ code: "cut-off", isTransient: true });
    expect(first.files).toEqual(["picture.part", "picture.part.json"]);
    expect(await readFile(`${first.path}.part.json`, "utf8")).not.toContain(KEY);
    let counted = 0;
    const next = await tried(`${url}/a?t=another`, { path: first.path, onBytes: (count) => (counted += count) });
    expect(next.fetched).toMatchObject({ sizeBytes: PNG.length, sha256: sha256(PNG), measuredType: "image/png" });
    const from = startOf(requests[1]?.headers.range);
    expect(from).toBeGreaterThan(0);
    expect(counted).toBe(PNG.length - from);
    expect(requests[1]?.headers["if-range"]).toBe(ETAG);
    expect(next.files).toEqual(["picture"]);
  });

  it.each<[string, (response: ServerResponse, range: string | undefined) => void, number]>([
    ["the server has another version", (response) => response.writeHead(200, { etag: '"second"' }).end(PNG), 2],
    ["the server ignores ranges", (response) => response.writeHead(200).end(PNG), 2],
    ["it sends from elsewhere", (response, range) => (range ? part(response, 5) : response.end(PNG)), 3],
    [
      "it speaks of another size",
      (response, range) =>
        range ? part(response, startOf(range), {}, Buffer.concat([PNG, PNG])) : response.writeHead(200).end(PNG),
      3,
    ],
    [
      "it sends a part of another version",
      (response, range) =>
        range ? part(response, startOf(range), { etag: '"second"' }) : response.writeHead(200).end(PNG),
      3,
    ],
    [
      "it says that there is no such part",
      (response, range) => (range ? response.writeHead(416).end() : response.writeHead(200).end(PNG)),
      3,
    ],
  ])("is begun anew if %s", async (_, then, count) => {
    const { url, requests, cut } = await breaksOff(then);
    const { path } = await tried(url, { onBytes: cut });
    const { fetched } = await tried(url, { path });
    expect(fetched).toMatchObject({ sizeBytes: PNG.length, sha256: sha256(PNG) });
    expect((await readFile(path)).equals(PNG)).toBe(true);
    expect(requests).toHaveLength(count);
  });

  it.each<[string, Record<string, string>, number]>([
    ["gone on with if a part has the same date", { "last-modified": OLD }, 2],
    ["begun anew if a part has another date", { "last-modified": "Mon, 23 Nov 2020 10:00:00 GMT" }, 3],
    ["begun anew if a part does not say of which version it is", {}, 3],
  ])("is %s", async (_, headers, count) => {
    let cut = (): void => {};
    const { url, requests } = await served((response, nth, { headers: { range } }) => {
      if (range !== undefined) {
        const said = `bytes ${startOf(range)}-${PNG.length - 1}/${PNG.length}`;
        return response.writeHead(206, { "content-range": said, ...headers }).end(PNG.subarray(startOf(range)));
      }
      response.writeHead(200, { "last-modified": OLD, "content-length": PNG.length });
      if (nth > 1) return response.end(PNG);
      response.write(PNG.subarray(0, 100_000));
      cut = () => response.destroy();
    });
    const { path } = await tried(url, { onBytes: () => cut() });
    expect((await tried(url, { path })).fetched).toMatchObject({ sha256: sha256(PNG) });
    expect(requests).toHaveLength(count);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["a refusal", (response) => response.writeHead(403).end(), "denied"],
    ["a page", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"), "sign-in-page"],
  ])("stays when the key has expired meanwhile and %s comes, for a new key", async (_, refuse, code) => {
    const { url, requests, cut } = await breaksOff((response, range) => {
      if (requests.length === 2) refuse(response);
      else part(response, startOf(range));
    });
    const { path } = await tried(`${url}/a?t=${KEY}`, { onBytes: cut });
    expect((await tried(`${url}/a?t=${KEY}`, { path })).error).toMatchObject({ code });
    expect((await tried(`${url}/a?t=another`, { path })).fetched).toMatchObject({ sha256: sha256(PNG) });
    expect(startOf(requests[2]?.headers.range)).toBeGreaterThan(0);
  });

  it("is gone on with by the next try of the same call", async () => {
    const { url, requests, cut } = await breaksOff((response, range) => part(response, startOf(range)));
    expect((await tried(url, { attempts: 2, onBytes: cut })).fetched).toMatchObject({ sha256: sha256(PNG) });
    expect(startOf(requests[1]?.headers.range)).toBeGreaterThan(0);
  });

  it("is begun anew once, not for ever, if parts are all that comes", async () => {
    const { url, requests, cut } = await breaksOff((response) => part(response, 5));
    const { path } = await tried(url, { onBytes: cut });
    expect(await codeOf(url, { path })).toBe("http-206");
    expect(requests).toHaveLength(3);
  });

  it.each([
    ["has no version", {}],
    ["has a weak one", { etag: 'W/"x"' }],
    ["was changed this very second", { "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT" }],
  ])("is not kept if it %s", async (_, headers) => {
    const { url } = await served((response) =>
      response
        .writeHead(200, { date: "Sun, 22 Nov 2026 10:00:00 GMT", "content-length": 9000, ...headers })
        .write(PNG.subarray(0, 5000), () => response.destroy()),
    );
    expect((await tried(url)).files).toEqual([]);
  });

  it("is not taken for another file at the same path", async () => {
    const { url, requests, cut } = await breaksOff((response) => response.writeHead(200).end(PNG));
    const { path, files } = await tried(`${url}/a`, { onBytes: cut });
    expect(files).toHaveLength(2);
    expect((await tried(`${url}/b`, { path })).fetched).toMatchObject({ sha256: sha256(PNG) });
    expect(requests[1]?.headers.range).toBeUndefined();
  });

  it("stays for the next time when somebody stops it", async () => {
    const stop = new AbortController();
    const { url, requests } = await served((response, count, request) => {
      if (count > 1) return part(response, startOf(request.headers.range), { "last-modified": OLD });
      response.writeHead(200, { "last-modified": OLD, "content-length": PNG.length });
      response.write(PNG.subarray(0, 100_000));
    });
    const first = await tried(url, { signal: stop.signal, onBytes: () => stop.abort(new Error("stopped")) });
    expect(first.error).toMatchObject({ message: "stopped" });
    expect((await tried(url, { path: first.path })).fetched).toMatchObject({ sha256: sha256(PNG) });
    expect(requests[1]?.headers["if-range"]).toBe(OLD);
  });
});

describe("what answers is not trusted", () => {
  it.each([
    [401, "denied"],
    [403, "denied"],
    [404, "gone"],
    [410, "gone"],
    [204, "http-204"],
    [206, "http-206"],
    [429, "busy"],
    [500, "http-500"],
  ])("status %i is %s", async (status, code) => {
    const { url } = await served((response) => response.writeHead(status).end("no"));
    expect(await codeOf(`${url}/?t=${KEY}`)).toBe(code);
  });

  it.each([
    ["a page that says it is one", { "content-type": "text/html" }, "<p>Sign in</p>", "sign-in-page"],
    ["a page that says it is a picture", {}, "\n<!DOCTYPE html><title>Sign in</title>", "sign-in-page"],
    ["a notice in JSON", { "content-type": "application/json" }, '{"ok":false,"error":"x"}', "other-type"],
    ["a notice in XML", {}, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "other-type"],
    ["a notice in words", { "content-type": "text/plain" }, "Über das Limit", "other-type"],
    ["nothing", {}, "", "empty"],
    ["a packed one", { "content-encoding": "gzip" }, "x", "packed"],
  ])("%s in place of a picture", async (_, headers, body, code) => {
    const { url } = await sends(body, headers);
    expect(await codeOf(url)).toBe(code);
    expect(await codeOf(url, { mimeType: "image/*" })).toBe(code);
  });

  it.each([
    ["a text as a text", "text/plain", "<!doctype html> is how it begins", "text/html"],
    ["JSON as bytes", "application/octet-stream", '{"a":1}', undefined],
    ["a picture of any kind", "image/*", PNG, "image/png"],
    ["a drawing", "image/svg+xml", '<?xml version="1.0"?><svg xmlns="x"/>', "image/svg+xml"],
    ["a text that begins as a picture does", "text/plain", "BM is short for benchmark, in some places", undefined],
    ["a picture of another kind, only measured", "image/jpeg", PNG, "image/png"],
    ["a film that is a picture, only measured", "video/mp4", PNG, "image/png"],
    ["letters of a document's shell", "application/msword", Buffer.from("d0cf11e0a1b11ae1", "hex"), undefined],
  ])("%s is taken", async (_, mimeType, body, measuredType) => {
    const { url } = await sends(body);
    expect((await tried(url, { mimeType })).fetched).toMatchObject({ measuredType });
  });

  it("shorter than announced, in parts as well", async () => {
    const whole = await served((response) =>
      response.writeHead(200, { "content-length": 100 }).write("12345", () => response.destroy()),
    );
    expect(await codeOf(whole.url)).toBe("cut-off");
    const { url, cut } = await breaksOff((response, range) => {
      const from = startOf(range);
      response.writeHead(206, { etag: ETAG, "content-range": `bytes ${from}-${from}/${PNG.length}` }).end("x");
    });
    const { path } = await tried(url, { onBytes: cut });
    expect(await codeOf(url, { path })).toBe("cut-off");
  });

  it("another size than is known, before and behind the bytes", async () => {
    for (const chunked of [false, true]) {
      const { url } = await sends(PNG, chunked ? { "transfer-encoding": "chunked" } : {});
      expect(await codeOf(url, { expectedBytes: 6 })).toBe("wrong-size");
      const { fetched } = await tried(url, { expectedBytes: PNG.length });
      expect(fetched).toMatchObject({ sizeBytes: PNG.length, sha256: sha256(PNG) });
      expect(await codeOf(url, { maxBytes: 6 })).toBe("too-large");
    }
  });

  it("without an end", async () => {
    const { url } = await served((response) => {
      const more = () => void (response.destroyed || response.write(PNG, more));
      more();
    });
    expect(await codeOf(url)).toBe("too-large");
  });

  it("silent in the middle, and silent from the start", async () => {
    const { url } = await served((response, count) => {
      if (count > 1) response.writeHead(200).write("12345");
    });
    expect(await codeOf(url, { stallMs: 50 })).toBe("stalled");
    expect(await codeOf(url, { stallMs: 50 })).toBe("stalled");
  });

  it("a byte now and then, for ever", async () => {
    const { url } = await served((response) => {
      const timer = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(timer));
    });
    expect(await codeOf(url, { timeoutMs: 150 })).toBe("too-slow");
  });

  it("leading to where nobody may go, on and on, or to others with a key", async () => {
    const other = await sends("secret");
    const leadsTo = (to: string) => served((response) => response.writeHead(302, { location: to }).end());
    const away = await leadsTo(`${other.url}/?t=${KEY}`);
    expect(await codeOf(away.url, { allowPrivate: [away.host] })).toBe("private-address");
    expect(await codeOf({ url: away.url, secrets: [KEY] })).toBe("secret-redirect");
    expect(await codeOf((await leadsTo("/again")).url)).toBe("too-many-redirects");
    expect(other.requests).toEqual([]);
  });
});

describe("a file that lies in the export", () => {
  const inside = (...chunks: readonly string[]): FilePlace => ({
    async *bytes() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
    sizeBytes: 10,
  });

  it("is fetched from there", async () => {
    const { fetched, files } = await tried(inside("12345", "67890"), { mimeType: undefined });
    expect(fetched).toEqual({ sizeBytes: 10, sha256: sha256(Buffer.from("1234567890")) });
    expect(files).toEqual(["picture"]);
  });

  it("has the size it is said to have", async () => {
    expect(await codeOf(inside("12345"))).toBe("wrong-size");
    expect(await codeOf(inside("12345", "67890"), { maxBytes: 9 })).toBe("too-large");
  });

  it("costs itself alone when it is damaged", async () => {
    const bytes = async function* () {
      yield Buffer.from("12345");
      throw new ConfigError('"export.zip" is packed, and damaged.');
    };
    expect(await codeOf({ bytes })).toBe("damaged-file");
  });
});

it("has a file that was kept without asking, if it is that one, whole and not too large; and none once it is discarded", async () => {
  const { url, requests } = await sends(PNG);
  const place = { url: `${url}/a?key=${KEY}` };
  const { path, fetched } = await tried(place);
  if (fetched === undefined) throw new Error("It is there.");
  await keepFetched(place, path, fetched);
  expect(await readFile(`${path}.kept.json`, "utf8")).not.toContain(KEY);
  expect([(await tried({ url: `${url}/a?key=new` }, { path })).fetched, requests.length]).toEqual([fetched, 1]);
  // Of another address, damaged, or larger than is allowed by now.
  for (const [other, limit] of [["b"], ["a"], ["a", 10]] as const) {
    await keepFetched(place, path, fetched);
    if (other === "a" && limit === undefined) await writeFile(path, "damaged");
    const before = requests.length;
    await tried(`${url}/${other}`, { path, ...(limit === undefined ? {} : { maxBytes: limit }) });
    expect(requests.length).toBe(before + 1);
  }
  await tried(place, { path });
  await keepFetched(place, path, fetched);
  await discardFetched(path);
  expect(await readdir(dirname(path))).toEqual([]);
});

it("stops the run when the file cannot be written", async () => {
  const { url } = await sends(PNG);
  const path = join(await tempFolder(), "nowhere", "picture");
  const fetching = fetchFile(
    { url },
    { path, maxBytes: 1e6, timeoutMs: 9e3, allowPrivate: true, signal: new AbortController().signal },
  );
  await expect(fetching).rejects.toThrow(ConfigError);
});
