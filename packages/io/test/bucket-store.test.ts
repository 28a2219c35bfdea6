import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import { expect, it, onTestFinished } from "vitest";
import { type BucketStoreOptions, bucketStore, fileKey } from "../src/index.ts";
import { bucketServed } from "./bucket-server.ts";
import { served } from "./http-server.ts";
import { tempFolder } from "./temp-file.ts";

const { signal } = new AbortController();
const NAME = "Ferien+100% 'ü'.png";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function opened(options: BucketStoreOptions) {
  const store = bucketStore(options);
  onTestFinished(() => store.close?.());
  return store;
}

async function spooled(bytes: Uint8Array, contentType?: string) {
  const path = join(await tempFolder(), "spool");
  await writeFile(path, bytes);
  return { path, sizeBytes: bytes.length, fileName: NAME, contentType };
}

it("has files in one piece and in many, at addresses that answer", async () => {
  const options = await bucketServed();
  const store = opened(options);
  await store.check(signal);
  for (const bytes of [Buffer.from("small"), Buffer.alloc(17 << 20, "large and in three parts")]) {
    const key = fileKey(sha256(bytes), NAME);
    expect(await store.digest(key, signal)).toBeUndefined();
    await store.put(key, await spooled(bytes, "image/png"), signal);
    expect(await store.digest(key, signal)).toEqual({ sizeBytes: bytes.length, sha256: sha256(bytes) });
    const answer = await fetch(store.urlOf(key));
    expect(sha256(await answer.bytes())).toBe(sha256(bytes));
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^inline; filename="[\w .-]+"; filename\*=UTF-8''Ferien%2B/,
    );
  }
  expect(store.urlOf("a/b c")).toBe(`${options.endpoint}/files/chat/2026/a/b%20c`);
  expect(store.name).toBe(`bucket "files" at ${new URL(options.endpoint).host}`);
});

it("leaves what is there with the same size, and replaces what has another", async () => {
  const store = opened(await bucketServed());
  for (const [text, stored] of [
    ["first", "first"],
    ["other", "first"],
    ["longer", "longer"],
  ] as const) {
    await store.put("key", await spooled(Buffer.from(text)), signal);
    expect((await store.digest("key", signal))?.sha256).toBe(sha256(Buffer.from(stored)));
  }
  await store.put("key", { ...(await spooled(Buffer.from("differ"))), replaces: true }, signal);
  expect((await store.digest("key", signal))?.sha256).toBe(sha256(Buffer.from("differ")));
});

it("gives out what a browser would run as a download", async () => {
  const store = opened(await bucketServed());
  await store.put("page", await spooled(Buffer.from("<script>"), "text/html"), signal);
  const answer = await fetch(store.urlOf("page"));
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/);
});

it("gives out as mere bytes what no header can call by its type", async () => {
  const store = opened(await bucketServed());
  for (const [key, type] of [
    ["broken", "text/plain\n"],
    ["foreign", "текст/plain"],
  ] as const) {
    await store.put(key, await spooled(Buffer.from("text"), type), signal);
    expect((await fetch(store.urlOf(key))).headers.get("content-type")).toBe("application/octet-stream");
  }
});

it("says that a key holds what no header can, and is not tried again for it", async () => {
  const store = opened({ ...(await bucketServed()), sessionToken: "broken-\n-token" });
  const error = await store.put("key", await spooled(Buffer.from("x")), signal).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect(inspect(error)).toMatch(/session token for line breaks/);
  expect(inspect(error)).not.toContain("broken-");
});

it.each<[string, Partial<BucketStoreOptions>, RegExp]>([
  [
    "the secret is wrong",
    { secretAccessKey: "wrong-secret" },
    /status 403 \(SignatureDoesNotMatch\).*secret access key/,
  ],
  ["the key is nobody's", { accessKeyId: "wrong-id" }, /status 403 \(InvalidAccessKeyId\).*access key id/],
  ["there is no such bucket", { bucket: "nowhere" }, /bucket "nowhere".*status 404 \(NoSuchBucket\).*check its name/],
])("says when %s", async (_, changes, message) => {
  const store = opened({ ...(await bucketServed()), ...changes });
  const file = await spooled(Buffer.from("x"));
  const digest = () => store.digest("key", signal);
  for (const act of [() => store.check(signal), () => store.put("key", file, signal), digest]) {
    const error = await act().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(inspect(error)).not.toMatch(/wrong-secret|wrong-id|AWS4-HMAC/);
  }
});

it("is tried again by the run when the bucket is busy, and says so", async () => {
  const { url, requests } = await served((response) => response.writeHead(503).end());
  const store = opened({ ...(await bucketServed()), endpoint: url });
  const error = await store.put("key", await spooled(Buffer.from("x")), signal).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TransientError);
  expect(requests.length).toBeGreaterThan(2);
});

it("stops in the middle when it is told to", async () => {
  const stop = new AbortController();
  const { url } = await served((response, _, request) => {
    if (request.method === "HEAD") return response.writeHead(404).end();
    stop.abort(new Error("stopped"));
    // Unanswered, it would be sent again behind everybody's back, and be counted by the tests of other files.
    return response.end();
  });
  const store = opened({ ...(await bucketServed()), endpoint: url });
  const putting = store.put("key", await spooled(Buffer.from("x")), stop.signal);
  await expect(putting).rejects.toThrow("stopped");
});
