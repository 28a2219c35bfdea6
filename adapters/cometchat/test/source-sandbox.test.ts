import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChatRecord, Kind } from "@chat-etl/model";
import type { Extracted, RunningSandbox, Source } from "@chat-etl/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cometchatSandbox } from "../src/sandbox/index.ts";
import { cometchatSource } from "../src/source.ts";
import { CometchatSourceConfig } from "../src/source-config.ts";
import { normalized, recordsOf } from "./normalize-shown.ts";
import { OPTIONS, originsOf, pagesOf, STREAMS, type Stream } from "./source-server.ts";

const logged: string[] = [];
const log = (message: string, fields?: object) => void logged.push(`${message} ${JSON.stringify(fields)}`);
const LOGGER = { debug: log, info: log, warn: log, error: log };

/** The sample app behind a sandbox with these switches, and a source with these options led to it. */
function useSample(switches: object = {}, given: object = {}) {
  let folder: string;
  let sandbox: RunningSandbox;
  let source: Source<Stream>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cometchat-source-"));
    const context = { folder, port: 0, speed: 60, sample: true, side: "source", logger: LOGGER } as const;
    sandbox = await cometchatSandbox.start({ ...switches }, context);
    source = await open(given);
  });
  afterAll(async () => {
    await source.close?.();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });
  const open = async (more: object): Promise<Source<Stream>> => {
    const config = CometchatSourceConfig.parse({ ...sandbox.config, requestsPerMinute: "1000000", ...more });
    return await cometchatSource.open(config, { signal: OPTIONS.signal, logger: LOGGER });
  };
  const pages = (stream: Stream, after?: string) => pagesOf(source.read(stream, { ...OPTIONS, after }));
  return { open, pages, source: () => source };
}

/** Every record of a kind, as the streams give it; of an id the last one, what is brought along only where it is first. */
async function recordsFrom<K extends Kind>(kind: K, pages: (stream: Stream) => ReturnType<typeof pagesOf>) {
  const all: ChatRecord[] = [];
  for (const stream of STREAMS) {
    for (const { value } of (await pages(stream)).flatMap(({ values }) => values as readonly Extracted[])) {
      if (!("drop" in normalized(stream, value))) all.push(...recordsOf(stream, value));
    }
  }
  return all.filter((record): record is ChatRecord<K> => record.kind === kind);
}

describe("the sample app", () => {
  const { open, pages, source } = useSample({}, { pageSize: 7, friends: "true", blocks: "true" });

  it("passes the check; a wrong key, an Auth Key and a wrong app do not", async () => {
    await expect(source().check?.()).resolves.toBeUndefined();
    const wrong = [{ apiKey: "0".repeat(40) }, { apiKey: "decaf000".repeat(5) }, { appId: "nobody" }];
    for (const given of wrong) {
      const mistaken = await open(given);
      await expect(mistaken.check?.()).rejects.toThrow("COMETCHAT_SOURCE_");
      await mistaken.close?.();
    }
  });

  it.each(["app", "conversations"])("since gives just the messages sent since, of the whole %s", async (messages) => {
    const other = await open({ messages });
    const sentAtOf = async (since?: number) =>
      (await pagesOf(other.read("messages", { ...OPTIONS, since })))
        .flatMap(({ values }) => values as readonly Extracted[])
        .map(({ value }) => Reflect.get(Object(Reflect.get(Object(value), "message")), "sentAt") as number);
    const all = await sentAtOf();
    const middle = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
    const some = await sentAtOf(middle * 1000 + 999);
    expect(some.toSorted()).toEqual(all.filter((at) => at >= middle).toSorted());
    expect(some.length).toBeLessThan(all.length);
    await other.close?.();
  });

  it("T38, E48: gives all users, who is deactivated too, with tags, roles, friends and blocks", async () => {
    const users = await recordsFrom("user", pages);
    const ann = users.find(({ id }) => id === "ann");
    expect(ann).toMatchObject({
      ...{ displayName: "Ann Lee", role: "teacher", tags: ["staff", "vip"], friendIds: ["bob", "carla"] },
      extra: { roleDetails: { name: "Teacher", settings: { sendMessagesTo: "friendsOnly" } } },
    });
    expect(users.find(({ id }) => id === "bob")).toMatchObject({ friendIds: ["ann"], blockedIds: ["ivo"] });
    expect(users.find(({ id }) => id === "goran")?.state).toBe("deactivated");
    expect(users.map(({ id }) => id)).not.toContain("app_system");
  });

  it("E29: gives members and who is banned", async () => {
    const lobby = (await recordsFrom("membership", pages)).filter(({ conversationId }) => conversationId === "lobby");
    expect(new Map(lobby.map(({ userId, state }) => [userId, state]))).toEqual(
      new Map([...["ann", "bob", "carla", "dmitri"].map((uid) => [uid, "active"] as const), ["ivo", "banned"]]),
    );
  });

  it("gives every message once, oldest first in its conversation, with thread, pin, mention and who reacted", async () => {
    const messages = await recordsFrom("message", pages);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    const newest = new Map<string, number>();
    for (const { conversationId, sentAt } of messages) {
      expect(sentAt).toBeGreaterThanOrEqual(newest.get(conversationId) ?? 0);
      newest.set(conversationId, sentAt);
    }
    const root = messages.find(({ text }) => text === "Who comes on Friday?");
    expect(messages.filter(({ threadRootId }) => threadRootId === root?.id)).toHaveLength(2);
    expect(root?.reactions).toMatchObject([{ emoji: "❤️", userId: "bob" }]);
    const mention = messages.find(({ text }) => text.includes("please look"));
    expect(mention?.reactions.map(({ userId }) => userId)).toEqual(["carla", "dmitri", "ann", "bob"]);
    expect(mention?.entities.map(({ type }) => type)).toEqual([
      ...["user_mention", "user_mention", "broadcast_mention", "user_mention"],
    ]);
    expect(messages.find(({ text }) => text === "The plan")?.pin?.userId).toBe("ann");
    expect(messages.find(({ text }) => text === "At ten, then")?.editedAt).toBeGreaterThan(0);
    expect(messages.filter(({ type }) => type === "call")).toHaveLength(2);
  });

  it("T41: holds a secret that nothing given out and nothing logged has", async () => {
    const all = JSON.stringify(await Promise.all(STREAMS.map((stream) => pages(stream))));
    expect(all).toContain("session-1");
    expect(all).not.toMatch(/wsChannel|sample-secret/);
    expect(logged.join()).not.toMatch(/wsChannel|sample-secret|c0ffee/);
  });

  it.each(STREAMS)("can be resumed behind any page of %s", async (stream) => {
    const all = await pages(stream);
    const some = [0, 1, 2, Math.floor(all.length / 2), all.length - 2, all.length - 1].filter((at) => at in all);
    for (const at of new Set(some)) {
      expect(originsOf(await pages(stream, all[at]?.cursor))).toEqual(originsOf(all.slice(at + 1)));
    }
  });

  it("E52, E53: read conversation by conversation it is the same", async () => {
    const slow = await open({ messages: "conversations", pageSize: 9 });
    const ids = async (pages: (stream: Stream) => ReturnType<typeof pagesOf>) =>
      (await recordsFrom("message", pages)).map(({ id }) => id).sort();
    expect(await ids((stream) => pagesOf(slow.read(stream, OPTIONS)))).toEqual(await ids(pages));
    await slow.close?.();
  });
});

describe("what the documentation leaves open", () => {
  const { pages } = useSample();
  const odd = useSample(
    {
      totalZero: true,
      cursorPlace: "inside",
      groupsData: "map",
      reactionsPlace: "top",
      muidOnRead: true,
      headerStyle: "old",
    },
    { pageSize: 11 },
  );

  it("T39, 4.4, 4.7: makes no difference", async () => {
    for (const stream of STREAMS.filter((name) => name !== "messages" && name !== "users")) {
      const [one, other] = await Promise.all([pages(stream), odd.pages(stream)]);
      expect(originsOf(other)).toEqual(originsOf(one));
    }
    const reactions = async (from: typeof pages) =>
      (await recordsFrom("message", from)).map(({ reactions }) =>
        reactions.map(({ emoji, userId }) => [emoji, userId]),
      );
    expect(await reactions(odd.pages)).toEqual(await reactions(pages));
  });
});
