import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { genericJsonSource } from "../src/index.ts";
import { writeExport } from "./export.ts";
import { expectGolden, FIXTURES, type Line, readAll } from "./read-all.ts";

const mapping = "telegram";
const group = { path: join(FIXTURES, "telegram", "result.json"), mapping };
const account = { path: join(FIXTURES, "telegram-account"), mapping };
const early = { path: join(FIXTURES, "telegram-early"), mapping, zone: "Europe/Berlin" };

describe("telegram", () => {
  it("reads one chat: everything in it", async () => {
    await expectGolden(await readAll(group), "telegram");
  });

  it("reads a whole account: contacts, chats, chats that were left", async () => {
    await expectGolden(await readAll(account), "telegram-account");
  });

  it("reads an early export, which has neither text_entities nor seconds", async () => {
    await expectGolden(await readAll(early), "telegram-early");
  });

  it("mends \\xNN in the middle of a text, and leaves \\\\x41 as it was typed", async () => {
    const { text } = messageOf(await readAll(group), "channel1500000001/3");
    expect(text).toBe("half a line\u000bthen bold \\x41 a page");
  });

  it("rejects only the message whose document_id an older version wrote without quotes", async () => {
    const lines = await readAll(group);
    expect(lines.flatMap(({ rejected }) => rejected ?? [])).toEqual([expect.stringMatching(/^not-json: /)]);
    expect(messageOf(lines, "channel1500000001/18").text).toBe("after it");
  });

  it("drops by rule what Telegram Desktop could not export, and contacts without an account", async () => {
    const dropped = [...(await readAll(group)), ...(await readAll(account))].flatMap(({ dropped }) => dropped ?? []);
    expect(dropped.map((reason) => reason.split(":")[0])).toEqual([
      "unsupported-message",
      "contact-without-account",
      "contact-without-account",
    ]);
  });

  it("keeps apart what has the same number in a chat and in a channel", async () => {
    const ids = messages(await readAll(account)).map(({ id }) => id);
    expect(ids).toContain("user3000000002/7");
    expect(ids).toContain("channel3000000002/7");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("keeps the file's order where times are equal", async () => {
    const equal = messages(await readAll(group)).filter(({ sentAt }) => sentAt === 1_714_550_460_000);
    expect(equal.map(({ id }) => id)).toEqual(["channel1500000001/3", "channel1500000001/4"]);
  });

  it("refuses local times until a zone is given", async () => {
    const told = (await readAll({ path: early.path, mapping })).map(({ rejected }) => rejected?.split(":")[0]);
    expect(told.filter((code) => code !== undefined)).toEqual(["no-zone", "no-zone", "no-zone", "no-zone"]);
  });

  it("takes the numbers of early exports for the same people", async () => {
    const authors = messages(await readAll(early)).map(({ authorId }) => authorId);
    expect(authors).toEqual(["user30156160", "user30156161", "channel107", "user30156161"]);
  });

  it("keeps numbers beyond 2^53 exact", async () => {
    const { extra } = messageOf(await readAll(group), "channel1500000001/-999999998");
    expect(extra).toEqual({ new_title: "Pruning trees", new_icon_emoji_id: "5368324170671202287" });
  });

  it("takes 1970 (1969 in America) for never edited", async () => {
    const edits = messages(await readAll(early)).map(({ editedAt }) => editedAt);
    expect(edits).toEqual([undefined, Date.UTC(2018, 8, 1, 10, 5), undefined, undefined]);
  });

  it("gives no URL to a file that was not exported, but its name", async () => {
    const { attachments } = messageOf(await readAll(early), "chat400002/4");
    expect(attachments).toEqual([{ kind: "file", name: "notes.txt", mimeType: "text/plain" }]);
  });

  it("counts the reactions of those who are not named", async () => {
    const { reactions } = messageOf(await readAll(group), "channel1500000001/3");
    expect(reactions).toEqual([
      { emoji: "❤", userId: "user3000000001", count: 1 },
      { emoji: "❤", userId: "user3000000004", count: 1 },
      { emoji: "❤", count: 1 },
      { emoji: ":custom_emoji:", count: 2 },
      { emoji: "⭐", count: 5 },
    ]);
  });

  it("reads an account of which neither contacts nor personal information were exported", async () => {
    const folder = await mkdtemp(join(tmpdir(), "etl-telegram-"));
    const chat = { name: "Bob", type: "personal_chat", id: 5, messages: [] };
    await writeFile(join(folder, "result.json"), JSON.stringify({ about: "", chats: { about: "", list: [chat] } }));
    const kinds = (await readAll({ path: folder, mapping })).map(({ derived }) => kindOf(derived));
    expect(kinds).toEqual(["conversation", "user", "membership"]);
  });
});

interface Told {
  readonly kind: string;
  readonly id: string;
  readonly authorId: string;
  readonly sentAt: number;
  readonly editedAt?: number;
  readonly text: string;
  readonly attachments: unknown;
  readonly reactions: unknown;
  readonly extra: unknown;
}

function messages(lines: readonly Line[]): readonly Told[] {
  return lines.flatMap(({ record }) => (kindOf(record) === "message" ? (record as Told) : []));
}

function messageOf(lines: readonly Line[], wanted: string): Told {
  const found = messages(lines).find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`There is no message ${wanted}.`);
  return found;
}

function kindOf(record: unknown): unknown {
  return record instanceof Object && "kind" in record ? record.kind : undefined;
}

describe("whose it is", () => {
  const identity = async (files: Readonly<Record<string, unknown>>, at = "") =>
    await genericJsonSource.identity({ path: join(writeExport(files), at), mapping });

  it("is told by the account, whatever the export is called; of a single chat by the chat", async () => {
    const chats = {
      list: [{ id: 7, messages: Array.from({ length: 900 }, (_, id) => ({ id, text: "long ".repeat(20) })) }],
    };
    const whole = { "result.json": { about: "x", personal_information: { user_id: 3_000_000_001 }, chats } };
    expect([await identity(whole), await identity(whole, "result.json")]).toEqual(
      Array.from({ length: 2 }, () => "telegram:account3000000001"),
    );
    expect(await identity({ "result.json": { name: "A", type: "personal_chat", id: 5, messages: [] } })).toBe(
      "telegram:user5",
    );
    expect(await genericJsonSource.identity(group)).toBe("telegram:channel1500000001");
  });

  it("is the folder's name where nothing, or more than one file, tells it", async () => {
    const chat = { name: "A", type: "personal_chat", id: 5, messages: [] };
    expect(await identity({ "a.json": chat, "b.json": chat })).toMatch(/^telegram:etl-generic-/);
    expect(await identity({ "a.json": "damaged" })).toMatch(/^telegram:etl-generic-/);
    expect(await genericJsonSource.identity({ path: "-", mapping })).toBe("telegram:standard input");
  });
});

it("an archive without archive.json is refused with the option that names it", async () => {
  const path = writeExport({ "messages.jsonl": "" });
  await expect((async () => await genericJsonSource.identity({ path, mapping: "canonical" }))()).rejects.toThrow(
    "Say it with --source.name",
  );
});
