import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type ChatRecord, type Kind } from "@chat-etl/model";
import type { Page, RunningSandbox, Source } from "@chat-etl/sdk";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TalkjsSourceConfig } from "../src/config.ts";
import { talkjsSandbox } from "../src/sandbox/index.ts";
import { talkjsSource } from "../src/source.ts";
import { idsOf, OPTIONS, pagesOf, STREAMS } from "./source-server.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let sandbox: RunningSandbox;
let source: Source;
/** All of the sample world, by stream. */
let pages: Readonly<Record<(typeof STREAMS)[number], readonly Page[]>>;

async function open(config: object): Promise<Source> {
  const parsed = TalkjsSourceConfig.parse({ ...sandbox.config, requestsPerSecond: "400", ...config });
  return await talkjsSource.open(parsed, { signal: OPTIONS.signal, logger: SILENT });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "talkjs-source-"));
  sandbox = await talkjsSandbox.start({}, { folder, port: 0, speed: 60, sample: true, logger: SILENT });
  source = await open({});
  pages = {
    users: await pagesOf(source.read("users", OPTIONS)),
    conversations: await pagesOf(source.read("conversations", OPTIONS)),
    messages: await pagesOf(source.read("messages", OPTIONS)),
  };
}, 60_000);

afterAll(async () => {
  await source.close?.();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** What the values become, as the engine makes it. Throws when one fits neither guard. */
function records(): readonly ChatRecord[] {
  return STREAMS.flatMap((stream) => {
    const { wire, normalize } = talkjsSource.streams[stream] as {
      readonly wire: { parse(value: unknown): unknown };
      normalize(wire: unknown): readonly unknown[];
    };
    const values = pages[stream].flatMap((page) => page.values);
    return values
      .flatMap((value) => normalize(wire.parse("value" in value ? value.value : undefined)))
      .map((record) => AnyRecord.parse(record));
  });
}

function only<K extends Kind>(kind: K): readonly ChatRecord<K>[] {
  return records().filter((record): record is ChatRecord<K> => record.kind === kind);
}

describe("the sample world", () => {
  it("passes both border guards, with records of every kind", () => {
    expect(new Set(records().map(({ kind }) => kind))).toEqual(
      new Set(["user", "conversation", "membership", "message"]),
    );
  });

  it("gives every message once, and the last of every conversation among them", () => {
    const ids = only("message").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const last = only("conversation").flatMap(({ lastMessageId }) => lastMessageId ?? []);
    expect(last.length).toBeGreaterThan(0);
    expect(last.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("T6: gives each conversation's messages newest first", () => {
    const newest = new Map<string, number>();
    for (const { conversationId, sentAt } of only("message")) {
      expect(sentAt).toBeLessThanOrEqual(newest.get(conversationId) ?? Number.POSITIVE_INFINITY);
      newest.set(conversationId, sentAt);
    }
    expect(only("message").length).toBeGreaterThan(newest.size);
    expect(newest.size).toBeGreaterThan(1);
  });

  it("T15: has authors who are no participants", () => {
    const members = new Set(only("membership").map((one) => JSON.stringify([one.conversationId, one.userId])));
    const strangers = only("message").filter(
      ({ conversationId, authorId }) => authorId !== null && !members.has(JSON.stringify([conversationId, authorId])),
    );
    expect(strangers.length).toBeGreaterThan(0);
  });

  it("T29: leaks no marker of a mention, an emoji or an action into a text", () => {
    const leaks = only("message").filter(({ text }) => /<!!|<action(?:link|button):/.test(text));
    expect(leaks.map(({ id }) => id)).toEqual([]);
  });

  it.each(STREAMS)("can be resumed in the middle of %s", async (stream) => {
    const all = pages[stream];
    for (const at of [0, Math.floor(all.length / 2), all.length - 2, all.length - 1]) {
      const rest = await pagesOf(source.read(stream, { ...OPTIONS, after: all[at]?.cursor }));
      expect(idsOf(rest)).toEqual(idsOf(all.slice(at + 1)));
    }
  });
});

describe("check", () => {
  it("T42: tells a wrong app id from a wrong key", async () => {
    const strangers = { appId: await open({ appId: "nobody" }), secretKey: await open({ secretKey: "sk_test_no" }) };
    await expect(strangers.appId.check?.()).rejects.toThrow(/no app with this id/);
    await expect(strangers.secretKey.check?.()).rejects.toThrow(/app id is known, but the secret key is refused/);
    await expect(source.check?.()).resolves.toBeUndefined();
    await strangers.appId.close?.();
    await strangers.secretKey.close?.();
  });
});

describe("faults", () => {
  it("are waited out: 429, 500, a web page and a cut connection", { timeout: 30_000 }, async () => {
    const faults = ["too-many-requests", "server-error", "not-json", "cut"];
    for (const [index, fault] of faults.entries()) {
      const body = JSON.stringify({ fault, path: "/users", skip: 2 * index });
      const headers = { "content-type": "application/json" };
      await request(`${sandbox.url}/_sandbox/faults`, { method: "POST", headers, body });
    }
    const users = await pagesOf(source.read("users", OPTIONS));
    expect(idsOf(users)).toEqual(idsOf(pages.users));
    expect(users.length).toBeGreaterThanOrEqual(faults.length);
  });
});
