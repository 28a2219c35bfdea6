import { chmod, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allOf, countsOf, type Line, openSource, pagesOf, readAll, recordsOf, STREAMS } from "./read-all.ts";
import { CHANNELS, MESSAGE, smallExport } from "./small-export.ts";
import { ALL_QUIRKS, zipSlackExport } from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { createZip } from "./support/zip.ts";

const GOOD = "general/2024-01-09.json";

async function readWith(day: unknown): Promise<readonly Line[]> {
  return await readAll({ path: await smallExport({ "general/2024-01-01.json": day, [GOOD]: [MESSAGE] }) });
}

function rejectsOf(lines: readonly Line[]) {
  return lines.filter(({ rejected }) => rejected).map(({ rejected, origin }) => [rejected, origin]);
}

describe("§4: a day file that is damaged is one reject, and the next one is read", () => {
  it.each([
    ["an object", { messages: [MESSAGE] }],
    ["no JSON", "Not found"],
    ["empty", ""],
    ["a text", '"hi"'],
    ["null", "null"],
  ])("%s", async (_, day) => {
    const lines = await readWith(day);
    expect(rejectsOf(lines)).toEqual([["damaged-file", "general/2024-01-01.json"]]);
    expect(recordsOf(lines, "message").size).toBe(1);
  });

  it("cut off: what stands before the damage is read", async () => {
    const other = { ...MESSAGE, ts: "1704067300.000000" };
    const lines = await readWith(`[${JSON.stringify(other)},${JSON.stringify(MESSAGE).slice(0, 20)}`);
    expect(rejectsOf(lines)).toEqual([["damaged-file", "general/2024-01-01.json"]]);
    expect(recordsOf(lines, "message").size).toBe(2);
  });

  it("empty array, byte order mark: no damage at all", async () => {
    expect(rejectsOf(await readWith([]))).toEqual([]);
    expect(rejectsOf(await readWith(`\ufeff${JSON.stringify([MESSAGE])}`))).toEqual([]);
  });

  it("an entry of a zip whose bytes are damaged", async () => {
    const path = join(await tempFolder(), "export.zip");
    const zip = createZip(path, {});
    zip.add("channels.json", JSON.stringify(CHANNELS));
    zip.add("general/2024-01-01.json", JSON.stringify([{ ...MESSAGE, text: "x".repeat(5000) }]));
    zip.add(GOOD, JSON.stringify([MESSAGE]));
    zip.close();
    const bytes = await readFile(path);
    const at = bytes.indexOf("general/2024-01-01.json") + "general/2024-01-01.json".length + 4;
    bytes.fill(0xff, at, at + 8);
    await writeFile(path, bytes);
    const lines = await readAll({ path });
    expect(rejectsOf(lines)).toEqual([["damaged-file", "general/2024-01-01.json"]]);
    expect(recordsOf(lines, "message").size).toBe(1);
  });
});

describe("§4, 18.14: an item that is none is rejected alone", () => {
  it.each([
    ["null", null, "wire-shape"],
    ["no ts", { ...MESSAGE, ts: undefined }, "no-time"],
    ["ts null", { ...MESSAGE, ts: null }, "no-time"],
    ["ts NaN", { ...MESSAGE, ts: "NaN" }, "no-time"],
  ])("%s", async (_, item, code) => {
    const lines = await readWith([item]);
    expect(rejectsOf(lines)).toEqual([[code, "general/2024-01-01.json@1"]]);
    expect(recordsOf(lines, "message").size).toBe(1);
  });

  it("10,000 levels of nesting do not overflow the stack, in no stream", async () => {
    const deep = `[{"id": "C9", "ts": "1704067200.000200", "deep": ${"[".repeat(10_000)}${"]".repeat(10_000)}}]`;
    const files = { "general/2024-01-01.json": deep, "users.json": deep, "groups.json": deep, "canvases.json": deep };
    const lines = await readAll({ path: await smallExport({ ...files, [GOOD]: [MESSAGE] }) });
    expect(countsOf(lines, "rejected")).toEqual({ "too-deep": 4 });
    expect(recordsOf(lines, "message").size).toBe(1);
  });
});

describe("§17: of messages of one time", () => {
  const copy = (fields: object) => ({ ...MESSAGE, ...fields });
  const edited = (ts: string) => ({ user: "U1", ts });

  it.each([
    [
      "the copy edited last is taken, in whatever order",
      [copy({ text: "new", edited: edited("2") }), MESSAGE],
      ["new"],
    ],
    ["the last of copies that nobody edited", [MESSAGE, copy({ text: "again" })], ["again"]],
    ["a deleted one is a copy", [MESSAGE, copy({ user: "USLACKBOT", subtype: "tombstone" })], ["hi"]],
    ["a number is the same time", [MESSAGE, copy({ ts: 1_704_067_200.000_1, text: "again" })], ["again"]],
  ])("%s", async (_, items, texts) => {
    const day = { "general/2024-01-01.json": items };
    const lines = await readAll({ path: await smallExport(day) });
    expect([...recordsOf(lines, "message").values()].map(({ text }) => text)).toEqual(texts);
    expect(countsOf(lines, "dropped")).toEqual({ "older-copy": 1 });
  });

  it("those of two people are both kept", async () => {
    const other = copy({ user: "U2", text: "mine" });
    const day = {
      "general/2024-01-01.json": [MESSAGE, other, { ...other, text: "mine, edited", edited: edited("2") }],
    };
    const lines = await readAll({ path: await smallExport(day) });
    const messages = [...recordsOf(lines, "message").values()].map(({ id, text }) => [id, text]);
    expect(messages).toEqual([
      [`C1:${MESSAGE.ts}`, "hi"],
      [`C1:${MESSAGE.ts}:U2`, "mine, edited"],
    ]);
  });
});

describe("§14: logs of edits and deletions", () => {
  const at = (second: number, fields: object) => ({ ...MESSAGE, ts: `170406720${second}.000000`, ...fields });
  const boats = [{ name: "boat", users: ["U2"], count: 1 }];
  const original = { ...MESSAGE, text: "one", reactions: boats };
  const edit = (second: number, text: string) => {
    const message = { ...MESSAGE, text, edited: { user: "U1", ts: `170406720${second}.000000` } };
    return at(second, { subtype: "message_changed", hidden: true, message, previous_message: MESSAGE });
  };
  const read = async (items: readonly object[]) =>
    await readAll({ path: await smallExport({ "general/2024-01-01.json": items }) });

  it("a later text than the message's own is taken, with all else that the message has", async () => {
    const lines = await read([original, edit(3, "three"), edit(2, "two")]);
    const [message] = recordsOf(lines, "message").values();
    expect(message).toMatchObject({ text: "three", editedAt: 1_704_067_203_000, reactions: [{ userId: "U2" }] });
    expect(countsOf(lines, "dropped")).toEqual({ "edit-log": 2 });
  });

  it("an earlier text than the message's own is not", async () => {
    const lines = await read([{ ...original, edited: { user: "U1", ts: "1704067204.000000" } }, edit(3, "three")]);
    expect([...recordsOf(lines, "message").values()]).toMatchObject([{ text: "one" }]);
  });

  it("a message that was deleted is a tombstone", async () => {
    const log = at(5, { subtype: "message_deleted", hidden: true, deleted_ts: MESSAGE.ts, text: undefined });
    const lines = await read([original, log]);
    expect([...recordsOf(lines, "message").values()]).toMatchObject([{ event: "tombstone", id: `C1:${MESSAGE.ts}` }]);
  });
});

describe("18.33: an index file that is damaged", () => {
  it("is one reject, and messages keep what they tell themselves", async () => {
    const profile = { real_name: "Ann" };
    const path = await smallExport({ "users.json": "{", [GOOD]: [{ ...MESSAGE, user_profile: profile }] });
    const lines = await readAll({ path });
    expect(rejectsOf(lines)).toEqual([["damaged-file", "users.json"]]);
    expect(lines.flatMap(({ derived }) => derived)).toContainEqual(expect.objectContaining({ displayName: "Ann" }));
  });

  it("ends the run where none can be read", async () => {
    const path = await smallExport({ "users.json": "{", "channels.json": "{" });
    await expect(readAll({ path })).rejects.toThrow("No index file of the export can be read.");
  });

  it.skipIf(process.getuid?.() === 0)("what this user may not read is the operator's to mend", async () => {
    const path = await smallExport({ [GOOD]: [MESSAGE] });
    await chmod(join(path, GOOD), 0);
    await expect(readAll({ path })).rejects.toThrow("may not be read by this user");
  });
});

describe("a resumed reading", () => {
  it("goes on behind any page, in every stream, with the same values", async () => {
    const path = join(await tempFolder(), "export.zip");
    const quirks = ALL_QUIRKS.filter((quirk) => quirk !== "txt-export" && quirk !== "huge-archive");
    await zipSlackExport(path, { quirks, messages: 1500 });
    for (const stream of STREAMS) {
      const whole = await allOf(pagesOf(stream, await openSource({ path })));
      for (const [index, { cursor }] of whole.entries()) {
        const rest = await allOf(pagesOf(stream, await openSource({ path }), cursor));
        const behind = whole.slice(index + 1).flatMap(({ lines }) => lines);
        expect(rest.flatMap(({ lines }) => lines)).toEqual(behind);
      }
    }
  });

  it("behind a page of a file that is damaged further on tells the damage, and goes on", async () => {
    const messages = Array.from({ length: 600 }, (_, at) => ({ ...MESSAGE, ts: `${1_704_067_200 + at}.000000` }));
    const whole = JSON.stringify(messages);
    const path = await smallExport({ "general/2024-01-01.json": whole.slice(0, -1), [GOOD]: [MESSAGE] });
    const [first] = await allOf(pagesOf("messages", await openSource({ path })));
    expect(first?.lines.length).toBe(500);
    const rest = await allOf(pagesOf("messages", await openSource({ path }), first?.cursor));
    const lines = rest.flatMap((page) => page.lines);
    expect(lines.length).toBe(102);
    expect(rejectsOf(lines)).toEqual([["damaged-file", "general/2024-01-01.json"]]);
  });

  it("behind a file that was damaged at the very end does not tell it again", async () => {
    const path = await smallExport({ "general/2024-01-01.json": `[${JSON.stringify(MESSAGE)},` });
    const pages = await allOf(pagesOf("messages", await openSource({ path })));
    expect(rejectsOf(pages.flatMap(({ lines }) => lines)).length).toBe(1);
    expect(await allOf(pagesOf("messages", await openSource({ path }), pages.at(-1)?.cursor))).toEqual([]);
  });

  it("stops where the file is another than before", async () => {
    const path = await smallExport({ "general/2024-01-01.json": Array.from({ length: 600 }, () => MESSAGE) });
    const [first] = await allOf(pagesOf("messages", await openSource({ path })));
    await utimes(join(path, "general/2024-01-01.json"), 1, 1);
    await expect(allOf(pagesOf("messages", await openSource({ path }), first?.cursor))).rejects.toThrow("has changed");
  });
});
