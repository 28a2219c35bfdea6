import { ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { TalkjsExportConfig } from "../src/export-config.ts";
import { talkjsExportSource } from "../src/export-source.ts";
import { writeExport } from "../src/sandbox/index.ts";
import { folderWith, openExport } from "./export-folder.ts";

const USER = { id: "ann", name: "Ann", createdAt: 1 };
const message = (id: string, conversationId: string) => ({
  id: `msg_${id}`,
  conversationId,
  type: "UserMessage",
  senderId: "ann",
  text: "hello",
  createdAt: 1,
});
const conversation = (id: string) => ({ id, participants: {}, lastMessage: null, createdAt: 1 });

/** Two conversations with messages and an empty one between them. */
const EXPORT = {
  "app1-users.json": [USER],
  "app1-conversations.json": [conversation("c1"), conversation("empty"), conversation("c2")],
  "app1-messages.json": [[message("3", "c1"), message("2", "c1")], [], [message("1", "c2")]],
};

it("section 12: reads the three files with their places", async () => {
  const { pages } = await openExport(await folderWith(EXPORT));
  expect(await pages("users")).toMatchObject([{ values: [{ value: USER, origin: "app1-users.json@1" }] }]);
  expect(await pages("conversations")).toMatchObject([
    { values: [{ value: { id: "c1" } }, { value: { id: "empty" } }, { value: { id: "c2" } }] },
  ]);
  expect(await pages("messages")).toMatchObject([
    {
      values: [
        { value: { id: "msg_3", conversationId: "c1" }, origin: "app1-messages.json@2" },
        { value: { id: "msg_2", conversationId: "c1" } },
        { value: { id: "msg_1", conversationId: "c2" } },
      ],
    },
  ]);
});

it("section 12: leaves a message with the conversation it names, whatever array it stands in", async () => {
  const { values } = await openExport(
    await folderWith({ ...EXPORT, "app1-messages.json": [[], [], [], [message("1", "c1")]] }),
  );
  const wires = (await values("messages")).map((value) => talkjsExportSource.streams.messages.wire.parse(value));
  expect(wires.map((wire) => talkjsExportSource.streams.messages.normalize(wire))).toMatchObject([
    [{ kind: "message", id: "msg_1", conversationId: "c1" }],
  ]);
});

it("passes on a damaged message and reads the ones around it", async () => {
  const [one, two] = [JSON.stringify(message("1", "c1")), JSON.stringify(message("2", "c1"))];
  const { values } = await openExport(
    await folderWith({ ...EXPORT, "app1-messages.json": `[[${one},{"id" oops},${two}],[],[]]` }),
  );
  expect(await values("messages")).toMatchObject([
    { id: "msg_1" },
    { unreadable: { code: "not-json" } },
    { id: "msg_2" },
  ]);
});

it("section 12: passes on what stands where a conversation's array should", async () => {
  const { values } = await openExport(
    await folderWith({ ...EXPORT, "app1-messages.json": [[], null, [message("1", "c2")]] }),
  );
  expect(await values("messages")).toMatchObject([{ unreadable: { code: "not-an-array" } }, { id: "msg_1" }]);
});

it("goes on behind a page, in another process too", async () => {
  const many = Array.from({ length: 1200 }, (_, at) => message(String(at), "c1"));
  const folder = await folderWith({ ...EXPORT, "app1-messages.json": [many.slice(0, 700), [], many.slice(700)] });
  const pages = await (await openExport(folder)).pages("messages");
  expect(pages.map((page) => page.values.length)).toEqual([200, 200, 200, 200, 200, 200]);
  const resumed = await openExport(folder);
  expect(await resumed.pages("messages", pages[0]?.cursor)).toEqual(pages.slice(1));
  expect(resumed.warnings).toEqual([]);
});

it("stops with its place at a file that was cut, after the messages before it", async () => {
  const whole = JSON.stringify(EXPORT["app1-messages.json"]);
  const folder = await folderWith({ ...EXPORT, "app1-messages.json": whole.slice(0, -30) });
  const { source } = await openExport(folder);
  const pages = source.read("messages", { signal: new AbortController().signal })[Symbol.asyncIterator]();
  expect((await pages.next()).value.values).toHaveLength(2);
  await expect(pages.next()).rejects.toThrow(`the end of the file instead of the end of the element`);
});

it("names the export after its app, as the API source does", async () => {
  const path = await folderWith(EXPORT);
  expect(await talkjsExportSource.identity({ path })).toBe("talkjs:app1");
  await expect((async () => await talkjsExportSource.identity({ path, appId: "app2" }))()).rejects.toThrow(ConfigError);
});

it("refuses an empty path and an unknown option", () => {
  expect(TalkjsExportConfig.safeParse({ path: "" }).success).toBe(false);
  expect(TalkjsExportConfig.safeParse({ path: "x", secretKey: "y" }).success).toBe(false);
});

it("reads everything of an export of the sample world, with nothing to warn about", async () => {
  const folder = await folderWith({});
  const written = await writeExport(folder, { seed: 7, scale: 1, until: 1_750_000_000_000 });
  const { source, values, warnings } = await openExport(folder);
  await source.check?.();
  expect(await values("users")).toHaveLength(written.users);
  expect(await values("conversations")).toHaveLength(written.conversations);
  const messages = await values("messages");
  expect(messages).toHaveLength(written.messages);
  expect(messages.filter((one) => !talkjsExportSource.streams.messages.wire.safeParse(one).success)).toEqual([]);
  expect(warnings).toEqual([]);
});

it("finds nothing before it is asked, and then says what is missing", async () => {
  const { source, pages } = await openExport("/no/such/folder");
  await expect(pages("users")).rejects.toThrow(new ConfigError('"/no/such/folder" does not exist. Check the path.'));
  await expect(source.check?.()).rejects.toThrow(ConfigError);
});
