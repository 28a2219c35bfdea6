import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectGolden, FIXTURES, type Line, readAll } from "./read-all.ts";

const folder = { path: join(FIXTURES, "discord"), mapping: "discord" };
const GENERAL = "1100000000000000009";
const THREAD = "1200000000000000010";
const DIRECT = "1100000000000000010";
const ANN = "175928847299117063";
const BOB = "1100000000000000102";
const DAN = "1100000000000000104";

describe("discord", () => {
  it("reads DiscordChatExporter's files: everything in them, once", async () => {
    await expectGolden(await readAll(folder), "discord");
  });

  it("rejects a time that is none, and nothing else; a JSON file that somebody attached is not read", async () => {
    const rejected = (await readAll(folder)).flatMap((line) => line.rejected ?? []);
    expect(rejected).toEqual([expect.stringMatching(/^no-date: "sentAt", found by timestamp/)]);
  });

  it("reads a single file by itself", async () => {
    const path = join(folder.path, "Direct Messages - Bob [1100000000000000010].json");
    expect(messages(await readAll({ ...folder, path })).map(({ conversationId }) => conversationId)).toEqual([
      DIRECT,
      DIRECT,
    ]);
  });

  it("takes the parts of a channel for one channel", async () => {
    const lines = await readAll(folder);
    const titles = lines.flatMap(({ derived }) => (isOf("conversation", derived) && derived.id === GENERAL ? 1 : []));
    expect(titles).toHaveLength(2);
    const parts = messages(lines).filter(({ conversationId }) => conversationId === GENERAL);
    expect(parts.map(({ id }) => id)).toContain("1200000000000000013");
  });

  it("makes a thread a conversation of its own, below its channel", async () => {
    const found = (await readAll(folder)).flatMap(({ derived }) => (isOf("conversation", derived) ? derived : []));
    expect(found.find(({ id }) => id === THREAD)).toMatchObject({ type: "thread", parentId: GENERAL });
  });

  it("gives a direct chat no title: what stands there is the other one's name", async () => {
    const found = (await readAll(folder)).flatMap(({ derived }) => (isOf("conversation", derived) ? derived : []));
    expect(found.find(({ id }) => id === DIRECT)).toMatchObject({ type: "direct", extra: { partner: "Bob" } });
    expect(found.find(({ id }) => id === DIRECT)?.title).toBeUndefined();
  });

  it("tells a channel without messages too", async () => {
    const found = (await readAll(folder)).flatMap(({ derived }) =>
      isOf("conversation", derived) ? derived.title : [],
    );
    expect(found).toContain("empty");
  });

  it("opens no channel to everybody: who may see it is not exported", async () => {
    const found = (await readAll(folder)).flatMap(({ derived }) => (isOf("conversation", derived) ? derived : []));
    expect(new Set(found.map(({ visibility }) => visibility))).toEqual(new Set(["private"]));
  });

  it("keeps the file's order where times are equal", async () => {
    const path = join(folder.path, "Orchard - Text - general [1100000000000000009].json");
    const equal = messages(await readAll({ ...folder, path })).filter(({ sentAt }) => sentAt === 1_714_550_405_123);
    expect(equal.map(({ id }) => id.slice(-1))).toEqual(["2", "3", "4"]);
  });

  it("keeps ids beyond 2^53 exact", async () => {
    const [first] = messages(await readAll(folder));
    expect(first).toMatchObject({ id: "1200000000000000020", authorId: ANN });
  });

  it("marks mentions that are written as names, the longest name first", async () => {
    const { text, entities } = messageOf(await readAll(folder), "1200000000000000002");
    const marked = entities.flatMap(({ type, start, end, userId }) =>
      type === "user_mention" ? [[text.slice(start, end), userId]] : [],
    );
    expect(marked).toEqual([
      ["@Ann", DAN],
      ["@Ann Apple", ANN],
      ["@Bob [he/him]", BOB],
    ]);
  });

  it("takes nobody into a direct chat for being mentioned there", async () => {
    const there = (await readAll(folder)).flatMap(({ derived }) =>
      isOf("membership", derived) && derived.conversationId === DIRECT ? derived.userId : [],
    );
    expect(new Set(there)).toEqual(new Set([ANN, BOB]));
  });

  it("takes away who was removed from a thread", async () => {
    const told = (await readAll(folder)).flatMap(({ record }) =>
      isOf("membership", record) && record.userId === BOB ? record.state : [],
    );
    expect(told).toEqual(["active", "former"]);
  });

  it("counts reactions of older exports, which do not say whose they are", async () => {
    const { reactions } = messageOf(await readAll(folder), "1200000000000000030");
    expect(reactions).toEqual([
      { emoji: ":apple_pie:", count: 3 },
      { emoji: "❤", count: 2 },
    ]);
  });

  it("writes places of downloaded files with slashes, as they are on every system", async () => {
    const { attachments } = messageOf(await readAll(folder), "1200000000000000005");
    expect(attachments.map(({ url }) => url?.split("/")[1])).toEqual([
      "",
      "notes-1A2B3.json",
      "voice-message-4C5D6.ogg",
      "",
    ]);
  });

  it("stops at a file that ends in the middle, after what came before was taken", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "etl-discord-")), "cut.json");
    const whole = { guild: { id: "0" }, channel: { id: "1", type: "DirectTextChat", name: "x" }, messages: [{}] };
    await writeFile(path, JSON.stringify(whole).slice(0, -3));
    await expect(readAll({ ...folder, path })).rejects.toThrow(/If it was cut while it was written/);
  });
});

interface Told {
  readonly id: string;
  readonly title: string;
  readonly visibility: string;
  readonly conversationId: string;
  readonly authorId: string;
  readonly userId: string;
  readonly state: string;
  readonly sentAt: number;
  readonly text: string;
  readonly entities: readonly { type: string; start: number; end: number; userId?: string }[];
  readonly attachments: readonly { url?: string }[];
  readonly reactions: unknown;
}

function messages(lines: readonly Line[]): readonly Told[] {
  return lines.flatMap(({ record }) => (isOf("message", record) ? record : []));
}

function messageOf(lines: readonly Line[], wanted: string): Told {
  const found = messages(lines).find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`There is no message ${wanted}.`);
  return found;
}

function isOf(kind: string, record: unknown): record is Told {
  return record instanceof Object && "kind" in record && record.kind === kind;
}
