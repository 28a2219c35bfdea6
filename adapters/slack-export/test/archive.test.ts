import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openArchive } from "../src/read/archive.ts";
import { garbled, isHostile, kindOfEntry } from "../src/read/entry-names.ts";
import { findRoot } from "../src/read/find-root.ts";
import { countsOf, keepLog, type Line, readAll, recordsOf } from "./read-all.ts";
import { CHANNELS, MESSAGE, smallExport, USERS, writeFiles } from "./small-export.ts";
import { zipSlackExport } from "./support/slack-export.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { createZip, HOSTILE_NAMES } from "./support/zip.ts";

describe("§1: the root", () => {
  it("is the shallowest folder with an index file", () => {
    expect(findRoot("x", ["a/b/users.json", "a/channels.json"])).toBe("a/");
    expect(findRoot("x", ["general/2024-01-01.json", "org_users.json"])).toBe("");
  });

  it("of an Enterprise Grid export is what holds teams/, also if only workspaces have indexes", () => {
    expect(findRoot("x", ["t/teams/a/users.json", "t/teams/b/users.json"])).toBe("t/");
  });

  it("is asked for where there are two", () => {
    expect(() => findRoot("x", ["a/users.json", "b/users.json"])).toThrow('several Slack exports: "a/", "b/"');
  });
});

describe("§1: what is no export", () => {
  it("a zip archive in a zip archive says so, and a file whose name leads out of it is not nothing", () => {
    expect(() => findRoot("x", [], ["/home/ann/slack.zip"])).toThrow('another zip archive, "/home/ann/slack.zip"');
    expect(() => findRoot("x", [], ["/users.txt", "/b.txt"])).toThrow('Its first file is "/users.txt"');
    expect(() => findRoot("x", [])).toThrow("It is empty");
  });

  it.each([
    [{ "channels/general/general.txt": "hi" }, "as text files"],
    [{ "C0000000001.json": { messages: [] } }, "slackdump convert"],
    [{ "slackdump.sqlite": "x" }, "slackdump convert"],
    [{ "channels.json.gz": "x" }, "slackdump convert"],
    [{ "letters/2024-01-01.json": [] }, 'no folder in it has "users.json", "org_users.json" or "channels.json"'],
  ])("%j says what is missing", async (files, message) => {
    const folder = await tempFolder();
    await writeFiles(folder, files);
    await expect(readAll({ path: folder })).rejects.toThrow(message);
  });

  it("a single file says so", async () => {
    const path = join(await tempFolder(), "users.json");
    await writeFile(path, "[]");
    await expect(readAll({ path })).rejects.toThrow("is one file, no Slack export");
  });

  it("standard input says so", async () => {
    await expect(readAll({ path: "-" })).rejects.toThrow("cannot be read from standard input");
  });

  it("§15: a truncated zip says so", async () => {
    const path = join(await tempFolder(), "export.zip");
    await zipSlackExport(path, { zip: { cutAt: 0.7 } });
    await expect(readAll({ path })).rejects.toThrow(/damaged zip archive/);
  });
});

describe("§15: entries", () => {
  it.each([
    ["users.json", { is: "index", index: "users" }],
    ["general/2024-01-31.json", { is: "day", folder: "general", day: "2024-01-31" }],
    ["general/canvas_in_the_conversation.json", { is: "canvas" }],
    ["__uploads/F1/a.png", { is: "bytes", fileId: "F1" }],
    ["general/attachments/F1-a.png", { is: "bytes", fileId: "F1" }],
    ["general/Thumbs.db", { is: "junk" }],
    ["general/notes.json", { is: "other-json" }],
    ["general/2024-01-31.JSON", { is: "other-json" }],
    ["general/sub/2024-01-31.json", { is: "unknown" }],
  ])("%s is known for what it is", (name, kind) => {
    expect(kindOfEntry(name)).toEqual(kind);
  });

  it.each(HOSTILE_NAMES.map((name) => [name]))("the name %j is hostile", (name) => {
    expect(isHostile(name)).toBe(true);
  });

  it("names with colons and dots are none", () => {
    expect(isHostile("FC:F01:notes/2024-01-01.json")).toBe(false);
    expect(isHostile("v1..2/2024-01-01.json")).toBe(false);
  });

  it("of hostile names are rejected, each with its name, and nothing of them is read", async () => {
    const path = join(await tempFolder(), "export.zip");
    await zipSlackExport(path, { zip: { hasHostileNames: true } });
    const log = keepLog();
    const lines = await readAll({ path }, log);
    const rejected = lines.filter((line) => line.rejected === "hostile-name").map(({ origin }) => JSON.parse(origin));
    // A backslash parts folders in zips that Windows made.
    expect(rejected.toSorted()).toEqual(HOSTILE_NAMES.map((name) => name.replaceAll("\\", "/")).toSorted());
    expect(log.lines.some(([, fields]) => JSON.stringify(fields).includes("hostile-name"))).toBe(true);
  });

  it('2.3: files of a channel called "teams" are files', async () => {
    const path = await smallExport({
      "teams/attachments/F0AAAAAAA-a.png": "bytes",
      "teams/2024-01-01.json": [MESSAGE],
    });
    expect((await openArchive(path)).bytes.get("F0AAAAAAA")?.name).toBe("teams/attachments/F0AAAAAAA-a.png");
    expect(countsOf(await readAll({ path }), "dropped")).toEqual({ "file-bytes": 1 });
  });

  it("18.23: JSON that is not called like a day is rejected: messages may be in it", async () => {
    const path = await smallExport({
      "general/messages.json": [MESSAGE],
      "general/canvas_in_the_conversation.json": {},
    });
    const lines = await readAll({ path });
    expect(countsOf(lines, "rejected")).toEqual({ "no-day-file": 1 });
    expect(countsOf(lines, "dropped")).toEqual({ "canvas-in-conversation": 1 });
  });

  it("18.32: of one name count once, the first, and that is told", async () => {
    const path = join(await tempFolder(), "export.zip");
    const zip = createZip(path, {});
    zip.add("users.json", JSON.stringify(USERS));
    zip.add("channels.json", JSON.stringify(CHANNELS));
    zip.add("general/2024-01-01.json", JSON.stringify([MESSAGE]));
    zip.add("general/2024-01-01.json", JSON.stringify([{ ...MESSAGE, text: "other" }]));
    zip.close();
    const log = keepLog();
    const lines = await readAll({ path }, log);
    expect([...recordsOf(lines, "message").values()].map(({ text }) => text)).toEqual(["hi"]);
    expect(countsOf(lines, "dropped")).toEqual({ "duplicate-entry": 1 });
    expect(log.lines.some(([, fields]) => JSON.stringify(fields).includes("duplicate-entry"))).toBe(true);
  });
});

describe("§2.1, §15: folders", () => {
  it("are found under garbled and decomposed names", async () => {
    const channels = [
      { id: "C1", name: "bücher" },
      { id: "C2", name: "möwen" },
    ];
    const path = await smallExport({
      "channels.json": channels,
      [`${garbled("bücher")}/2024-01-01.json`]: [MESSAGE],
      [`${"möwen".normalize("NFD")}/2024-01-01.json`]: [MESSAGE],
    });
    const messages = recordsOf(await readAll({ path }), "message");
    expect([...messages.keys()].toSorted()).toEqual([`C1:${MESSAGE.ts}`, `C2:${MESSAGE.ts}`]);
  });

  it("18.15: that no index names become conversations nobody describes", async () => {
    const path = await smallExport({
      "lost/2024-01-01.json": [MESSAGE],
      "D00000009/2024-01-01.json": [MESSAGE],
      "FC:F01AB:the plan/2024-01-01.json": [MESSAGE],
    });
    const conversations = recordsOf(await readAll({ path }), "conversation");
    expect(conversations.get("lost")).toMatchObject({ type: "channel", title: "lost", isPlaceholder: true });
    expect(conversations.get("D00000009")).toMatchObject({ type: "direct", isPlaceholder: true });
    expect(conversations.get("FC:F01AB:the plan")).toMatchObject({
      type: "thread",
      title: "the plan",
      extra: { fileId: "F01AB" },
    });
  });

  it("3.4: that no index names keep the canvases that were shared there", async () => {
    const canvases = [{ id: "F1", title: "Plan", shares: [{ channel: "D00000009" }] }];
    const path = await smallExport({ "canvases.json": canvases, "D00000009/2024-01-01.json": [MESSAGE] });
    const conversation = recordsOf(await readAll({ path }), "conversation").get("D00000009");
    expect(conversation?.extra.canvases).toEqual([{ id: "F1", title: "Plan" }]);
  });

  it("18.36: of a name used twice belong to the channel in use", async () => {
    const channels = [
      { id: "C1", name: "boats", is_archived: true },
      { id: "C2", name: "boats" },
    ];
    const path = await smallExport({ "channels.json": channels, "boats/2024-01-01.json": [MESSAGE] });
    expect([...recordsOf(await readAll({ path }), "message").keys()]).toEqual([`C2:${MESSAGE.ts}`]);
  });

  it("2.2: of one name in two workspaces are two conversations", async () => {
    const folder = await tempFolder();
    const team = (name: string, id: string) => ({
      [`teams/${name}/channels.json`]: [{ id, name: "general" }],
      [`teams/${name}/general/2024-01-01.json`]: [MESSAGE],
    });
    await writeFiles(folder, { "org_users.json": USERS, ...team("east", "C1"), ...team("west", "C2") });
    const messages = recordsOf(await readAll({ path: folder }), "message");
    expect([...messages.keys()]).toEqual([`C1:${MESSAGE.ts}`, `C2:${MESSAGE.ts}`]);
    const one = await readAll({ path: folder, workspace: "west" });
    expect([...recordsOf(one, "message").keys()]).toEqual([`C2:${MESSAGE.ts}`]);
    expect(countsOf(one, "dropped")).toEqual({ "other-workspace": 2 });
    await expect(readAll({ path: folder, workspace: "north" })).rejects.toThrow("It has east, west.");
  });

  it("2.2: of a shared channel that stand in several workspaces are that channel, each message once", async () => {
    const folder = await tempFolder();
    const own = { ...MESSAGE, ts: "1704067209.000000" };
    const team = (name: string, messages: readonly object[]) => ({
      [`teams/${name}/channels.json`]: [{ id: "C1", name: "shared" }],
      [`teams/${name}/shared/2024-01-01.json`]: messages,
    });
    const indexes = { "org_users.json": USERS, ...team("east", [MESSAGE, own]), ...team("west", [MESSAGE]) };
    await writeFiles(folder, indexes);
    const messages = (lines: readonly Line[]) => [...recordsOf(lines, "message").keys()];
    expect(messages(await readAll({ path: folder }))).toEqual([`C1:${MESSAGE.ts}`, `C1:${own.ts}`]);
    expect(messages(await readAll({ path: folder, workspace: "west" }))).toContain(`C1:${MESSAGE.ts}`);
    await writeFiles(folder, { "channels.json": CHANNELS.map((one) => ({ ...one, name: "shared" })) });
    const whole = await readAll({ path: folder });
    expect(messages(whole)).toEqual([`C1:${MESSAGE.ts}`, `C1:${own.ts}`]);
    expect([...recordsOf(whole, "conversation").keys()]).toEqual(["C1"]);
  });

  it("2.2: the members that several indexes name of one channel are all its", async () => {
    const channels = [
      ...CHANNELS.map((one) => ({ ...one, members: ["U1"] })),
      { id: "C1", name: "general", members: ["U2"] },
    ];
    const lines = await readAll({ path: await smallExport({ "channels.json": channels }) });
    expect([...recordsOf(lines, "membership").keys()]).toEqual(["C1/U1", "C1/U2"]);
    const none = await readAll({ path: await smallExport({ "channels.json": channels }), exceptChannels: "general" });
    expect(recordsOf(none, "membership").size).toBe(0);
  });

  it("18.36: of every name that one channel is listed under are its", async () => {
    const channels = [...CHANNELS, { id: "C1", name: "renamed" }];
    const later = { ...MESSAGE, ts: "1704067300.000000" };
    const days = { "general/2024-01-01.json": [MESSAGE], "renamed/2024-01-01.json": [later] };
    const lines = await readAll({ path: await smallExport({ "channels.json": channels, ...days }) });
    expect([...recordsOf(lines, "message").keys()]).toEqual([`C1:${MESSAGE.ts}`, `C1:${later.ts}`]);
  });

  it("1: an export without any index of users is read", async () => {
    const path = await smallExport({ "general/2024-01-01.json": [MESSAGE] });
    await rm(join(path, "users.json"));
    expect([...recordsOf(await readAll({ path }), "message").values()]).toMatchObject([{ authorId: "U1" }]);
  });
});
