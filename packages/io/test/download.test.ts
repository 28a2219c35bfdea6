import { readdir, readFile, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { DownloadError, type Downloaded, type DownloadOptions, downloadFile, isPublicAddress } from "../src/index.ts";
import { served } from "./http-server.ts";
import { tempFolder } from "./temp-file.ts";

const KEY = "xyz-invented-key";

interface Tried {
  readonly path: string;
  readonly downloaded?: Downloaded;
  readonly error?: unknown;
  /** What is in the folder afterwards. */
  readonly files: readonly string[];
}

/** Downloads into a folder of its own. */
async function tried(url: string, changes: Partial<DownloadOptions> = {}): Promise<Tried> {
  const path = join(await tempFolder(), "picture.png");
  const options = {
    path,
    maxBytes: 1_000_000,
    timeoutMs: 20_000,
    allowPrivate: true,
    attempts: 1,
    signal: new AbortController().signal,
    ...changes,
  };
  const result = await downloadFile(url, options).then(
    (downloaded) => ({ downloaded }),
    (error: unknown) => ({ error }),
  );
  return { path, ...result, files: await readdir(dirname(options.path)).catch(() => []) };
}

/** A failure leaves nothing behind, and tells no query. */
async function codeOf(url: string, changes: Partial<DownloadOptions> = {}): Promise<string> {
  const { error, files } = await tried(url, changes);
  if (!(error instanceof DownloadError)) throw error;
  expect(files).toEqual([]);
  expect(error.message).toMatch(/^.*\.$/);
  expect(error.message).not.toContain(KEY);
  return error.code;
}

const sends = (body: string | Buffer, headers: Record<string, string | number> = {}) =>
  served((response) => response.writeHead(200, { "content-type": "image/png", ...headers }).end(body));

const leadsTo = (url: string, status = 302) =>
  served((response) => response.writeHead(status, { location: url }).end("elsewhere"));

it("has the file whole, with its size and type, and nothing beside it", async () => {
  const bytes = Buffer.alloc(300_000, "0123456789");
  const { url, requests } = await sends(bytes, { "content-type": "Image/PNG; charset=x" });
  const { path, downloaded, files } = await tried(`${url}/a.png?t=${KEY}`, { headers: { authorization: "Bearer x" } });
  expect(downloaded).toEqual({ sizeBytes: 300_000, contentType: "image/png" });
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect(files).toEqual(["picture.png"]);
  expect(requests).toMatchObject([{ url: `/a.png?t=${KEY}`, headers: { authorization: "Bearer x" } }]);
});

describe("only addresses of the internet are asked", () => {
  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://0.0.0.0:PORT/",
    "http://127.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::]:PORT/",
    "http://169.254.169.254/latest/meta-data",
  ])("not %s", async (address) => {
    const { host, requests } = await sends("secret");
    const url = address.replace("PORT", host.split(":")[1] ?? "");
    expect(await codeOf(`${url}?t=${KEY}`, { allowPrivate: false })).toBe("private-address");
    expect(requests).toEqual([]);
  });

  it("others are by name: a host that is allowed may not lead to one that is not", async () => {
    const inner = await sends("secret");
    for (const to of [inner.url, inner.url.replace("127.0.0.1", "localhost")]) {
      const { url, host, requests } = await leadsTo(`${to}/inside`);
      expect(await codeOf(`${url}/?t=${KEY}`, { allowPrivate: [host] })).toBe("private-address");
      expect(requests).toHaveLength(1);
      expect((await tried(url, { allowPrivate: [host, new URL(to).host] })).downloaded).toMatchObject({ sizeBytes: 6 });
    }
    expect(inner.requests).toHaveLength(2);
  });

  it.each([
    ["8.8.8.8", true],
    ["172.32.0.1", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", true],
    ["64:ff9b::808:808", true],
    ["0.1.2.3", false],
    ["10.1.2.3", false],
    ["100.64.0.1", false],
    ["100.127.255.255", false],
    ["127.255.255.254", false],
    ["169.254.169.254", false],
    ["172.16.0.1", false],
    ["172.31.255.255", false],
    ["192.168.1.1", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["::7f00:1", false],
    ["::ffff:10.0.0.1", false],
    ["::ffff:0:0", false],
    ["0:0:0:0:0:ffff:7f00:0001", false],
    ["64:ff9b::7f00:1", false],
    ["64:ff9b::1", false],
    ["fe80::1", false],
    ["fe80::1%lo", false],
    ["fd00:ec2::254", false],
    ["fc00::1", false],
    ["ff02::1", false],
    ["2002:7f00:1::", false],
    ["2001:0:7f00:1::", false],
    ["2001:db8::1", false],
    ["localhost", false],
    ["", false],
  ])("%j is public: %s", (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe("addresses that are none", () => {
  it.each([
    "file:///etc/passwd",
    "data:text/plain,hi",
    "ftp://127.0.0.1/",
    "/relative",
    "http://u:p@127.0.0.1/",
    "http://u@127.0.0.1/",
    "",
  ])("%j", async (url) => expect(await codeOf(url)).toBe("bad-url"));

  it("are none behind a redirect either", async () => {
    const { url } = await leadsTo("file:///etc/passwd");
    expect(await codeOf(url)).toBe("bad-url");
  });

  it("a host without a name", async () => {
    expect(["unknown-host", "no-answer"]).toContain(await codeOf("http://nobody.invalid/"));
  });
});

describe("redirects", () => {
  it("are followed, five of them", async () => {
    const { url, requests } = await served((response, count) =>
      count > 5
        ? response.writeHead(200, { "content-type": "image/png" }).end("there")
        : response.writeHead([301, 302, 303, 307, 308][count - 1] ?? 302, { location: `/${count}` }).end(),
    );
    expect((await tried(url)).downloaded).toMatchObject({ sizeBytes: 5 });
    expect(requests.map((request) => request.url)).toEqual(["/", "/1", "/2", "/3", "/4", "/5"]);
  });

  it("are not followed for ever", async () => {
    const { url, requests } = await leadsTo("/again");
    expect(await codeOf(url)).toBe("too-many-redirects");
    expect(requests).toHaveLength(6);
  });

  it("do not take headers along to another host, and do to the same", async () => {
    const other = await sends("there");
    const { url, requests } = await served((response, count) =>
      response.writeHead(302, { location: count === 1 ? "/second" : `${other.url}/third` }).end(),
    );
    const headers = { authorization: `Bearer ${KEY}`, cookie: KEY };
    expect((await tried(url, { headers })).downloaded).toMatchObject({ sizeBytes: 5 });
    expect(requests.map((request) => request.headers.authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    expect(other.requests).toHaveLength(1);
    expect(JSON.stringify(other.requests)).not.toContain(KEY);
  });

  it("do not take a key along that stands in the address, however it is wrapped", async () => {
    const other = await sends("there");
    const key = `${KEY}/+=`;
    const once = encodeURIComponent(key);
    for (const query of [`?t=${key}`, `?t=${once}`, `?back=${encodeURIComponent(`/x?t=${once}`)}`]) {
      const { url } = await leadsTo(`${other.url}/${query}`);
      expect(await codeOf(`${url}/?t=${once}`, { secrets: [key] })).toBe("secret-redirect");
    }
    expect(other.requests).toEqual([]);
  });

  it("without a place to go to are failures", async () => {
    const { url } = await served((response) => response.writeHead(302).end());
    expect(await codeOf(url)).toBe("http-302");
  });
});

describe("what answers is not trusted", () => {
  it.each([
    [401, "denied"],
    [403, "denied"],
    [404, "gone"],
    [410, "gone"],
    [429, "busy"],
    [204, "http-204"],
    [206, "http-206"],
    [500, "http-500"],
  ])("status %i is %s", async (status, code) => {
    const { url } = await served((response) => response.writeHead(status).end());
    expect(await codeOf(`${url}/?t=${KEY}`)).toBe(code);
  });

  it("a page in place of a picture", async () => {
    const page = await sends("<html>Sign in</html>", { "content-type": "text/html; charset=utf-8" });
    expect(await codeOf(page.url, { mimeType: "image/png" })).toBe("sign-in-page");
    expect((await tried(page.url, { mimeType: "text/html" })).downloaded).toMatchObject({ sizeBytes: 20 });
  });

  it("an empty body", async () => {
    const { url } = await sends("");
    expect(await codeOf(url)).toBe("empty");
  });

  it("another size than the caller knows", async () => {
    const { url } = await sends("12345");
    expect(await codeOf(url, { expectedBytes: 6 })).toBe("wrong-size");
    expect((await tried(url, { expectedBytes: 5 })).downloaded).toMatchObject({ sizeBytes: 5 });
  });

  it("shorter than announced", async () => {
    const { url } = await served((response) =>
      response.writeHead(200, { "content-length": "100" }).write("12345", () => response.destroy()),
    );
    expect(await codeOf(url)).toBe("cut-off");
  });

  it("cut off in chunks", async () => {
    const { url } = await served((response) => response.writeHead(200).write("12345", () => response.destroy()));
    expect(await codeOf(url)).toBe("cut-off");
  });

  it("packed, though nobody asked for it", async () => {
    const { url, requests } = await sends("12345", { "content-encoding": "gzip" });
    expect(await codeOf(url)).toBe("packed");
    expect(requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  it("too large, as it says itself, before it is read", async () => {
    const { url } = await served((response) =>
      response.writeHead(200, { "content-length": 2_000_000 }).write("only the beginning"),
    );
    expect(await codeOf(url)).toBe("too-large");
  });

  it("without an end, and without a word on its length", async () => {
    let sent = 0;
    const { url } = await served((response) => {
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        sent += chunk.length;
        if (!response.destroyed) response.write(chunk, more);
      };
      response.writeHead(200);
      more();
    });
    expect(await codeOf(url)).toBe("too-large");
    expect(sent).toBeLessThan(100_000_000);
  });

  it("so slow that it is never whole, however often a byte comes", async () => {
    const { url } = await served((response) => {
      const timer = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(timer));
    });
    expect(await codeOf(url, { timeoutMs: 150 })).toBe("too-slow");
  });

  it("silent", async () => {
    const { url } = await served(() => {});
    expect(await codeOf(url, { timeoutMs: 100 })).toBe("too-slow");
  });
});

describe("another try", () => {
  it("is made where it may go well", async () => {
    const { url, requests } = await served((response, count) => {
      if (count === 1) response.writeHead(503, { "retry-after": "0" }).end();
      else if (count === 2) response.destroy();
      else response.writeHead(200).end("there");
    });
    expect((await tried(url, { attempts: 3 })).downloaded).toMatchObject({ sizeBytes: 5 });
    expect(requests).toHaveLength(3);
  });

  it.each([404, 200])("is not made where it cannot: status %i", async (status) => {
    const { url, requests } = await served((response) => response.writeHead(status).end());
    expect(await codeOf(url, { attempts: 3 })).toBe(status === 404 ? "gone" : "empty");
    expect(requests).toHaveLength(1);
  });

  it("is not waited for longer than there is time", async () => {
    const { url } = await served((response) => response.writeHead(429, { "retry-after": "3600" }).end());
    expect(await codeOf(url, { attempts: 3 })).toBe("busy");
  });
});

it("stops when the run does, and leaves nothing", async () => {
  const stop = new AbortController();
  const { url } = await served((response: ServerResponse) => response.write("first", () => stop.abort()));
  const { error, files } = await tried(url, { signal: stop.signal });
  expect(error).toMatchObject({ name: "AbortError" });
  expect(files).toEqual([]);
});

it("tells the operator when the file cannot be written", async () => {
  const { url } = await sends("12345");
  const { error } = await tried(url, { path: join(await tempFolder(), "nowhere", "a.png") });
  expect(error).toMatchObject({ name: "ConfigError", message: expect.stringContaining("cannot be written (ENOENT)") });
});

it("takes the place of what is left of an earlier try", async () => {
  const { url } = await sends("12345");
  const path = join(await tempFolder(), "a.png");
  await writeFile(`${path}.part`, "half of something longer");
  expect((await tried(url, { path })).files).toEqual(["a.png"]);
  expect(await readFile(path, "utf8")).toBe("12345");
});
