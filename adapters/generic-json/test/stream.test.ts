import { join } from "node:path";
import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { expect, it } from "vitest";
import { writeExport } from "./export.ts";
import { expectGolden, FIXTURES, type Line, readAll } from "./read-all.ts";

const MESSAGE = {
  id: "m-1",
  channel_type: "team",
  channel_id: "HQ",
  user: "ann",
  text: "hi",
  created_at: "2024-05-01T10:00:00Z",
};
const REACTION = { message_id: "m-1", type: "like", user_id: "bo", created_at: "2024-05-01T10:00:00Z" };

it("reads Stream's import files: everything in them, once", async () => {
  await expectGolden(await readAll({ path: join(FIXTURES, "stream"), mapping: "stream" }), "stream");
});

it("stream: a JSON array and JSON Lines give the same", async () => {
  const items = [item("user", { id: "ann" }), item("message", MESSAGE), item("reaction", REACTION)];
  const lines = items.map((one) => JSON.stringify(one)).join("\n");
  expect(recordsOf(await read({ "import.jsonl": lines }))).toEqual(recordsOf(await read({ "import.json": items })));
});

it("stream: a reaction finds its message wherever it stands, in another file too", async () => {
  const other = [item("reaction", { ...REACTION, type: "ship-it" })];
  const files = { "a.json": [item("reaction", REACTION), item("message", MESSAGE)], "b.json": other };
  const [message] = recordsOf(await read(files)).filter(isMessage);
  expect(message?.reactions.map(({ emoji, userId }) => [emoji, userId])).toEqual([
    ["👍", "bo"],
    [":ship-it:", "bo"],
  ]);
});

it("stream: a distinct channel is known by its members, in whatever order they stand", async () => {
  const members = ["bo", "ann"];
  const items = [
    item("channel", { type: "messaging", created_by: "ann", member_ids: members }),
    item("member", { channel_type: "messaging", channel_member_ids: members.toReversed(), user_id: "ann" }),
    item("message", { ...MESSAGE, channel_type: "messaging", channel_id: null, channel_member_ids: members }),
  ];
  const records = recordsOf(await read({ "import.json": items }));
  const ids = records.map((record) => ("conversationId" in record ? record.conversationId : record.id));
  expect(new Set(ids)).toEqual(new Set(["messaging:!members-ann,bo"]));
});

it("stream: channels of two types may share an id", async () => {
  const items = ["team", "livestream"].map((type) => item("channel", { type, id: "HQ", created_by: "ann" }));
  const records = recordsOf(await read({ "import.json": items }));
  expect(records).toMatchObject([
    { id: "team:HQ", visibility: "private" },
    { id: "livestream:HQ", visibility: "public" },
  ]);
});

it("stream: only whom a message names is mentioned in it", async () => {
  const users = [item("user", { id: "u-1", name: "Ann Lee" }), item("user", { id: "u-2", name: "Bo" })];
  const text = "@Ann Lee and @Bo: ask @u-1";
  const message = item("message", { ...MESSAGE, text, mentioned_users_ids: ["u-1"] });
  const [found] = recordsOf(await read({ "import.json": [...users, message] })).filter(isMessage);
  const mentions = found?.entities.map(({ start, end }) => text.slice(start, end));
  expect(mentions?.toSorted()).toEqual(["@Ann Lee", "@u-1"]);
});

it("stream: an invitation that was taken makes a member, one that was refused does not", async () => {
  const member = { channel_type: "team", channel_id: "HQ", invited: true };
  const items = [
    item("member", { ...member, user_id: "ann", invite_accepted_at: "2024-05-01T10:00:00Z" }),
    item("member", { ...member, user_id: "bo", invite_rejected_at: "2024-05-01T10:00:00Z" }),
    item("member", { ...member, user_id: "cy" }),
  ];
  const states = recordsOf(await read({ "import.json": items })).map((record) => "state" in record && record.state);
  expect(states).toEqual(["active", "former", "invited"]);
});

it("stream: deleted messages, devices and what an export gives back are dropped, each under its own code", async () => {
  const items = [
    item("message", { ...MESSAGE, type: "deleted", deleted_at: "2024-05-01T10:00:00Z" }),
    item("device", { id: "d-1", user_id: "ann" }),
    { id: "m-9", cid: "team:HQ", type: "regular", user: { id: "ann" } },
  ];
  const codes = (await read({ "import.json": items })).map(({ dropped }) => dropped?.split(":")[0]);
  expect(codes).toEqual(["deleted-message", "device", "no-import-item"]);
});

it("stream: customers' own fields are kept, digit by digit", async () => {
  const files = { "import.json": `[{"type":"user","item":{"id":"ann","account":9007199254740993,"tags":["a"]}}]` };
  expect(recordsOf(await read(files))).toMatchObject([{ metadata: { account: "9007199254740993", tags: ["a"] } }]);
});

function item(type: string, fields: object): object {
  return { type, item: fields };
}

async function read(files: Readonly<Record<string, unknown>>): Promise<readonly Line[]> {
  return await readAll({ path: writeExport(files), mapping: "stream" });
}

function recordsOf(lines: readonly Line[]): readonly ChatRecord[] {
  return lines.flatMap(({ record, derived }) => ((record ?? derived) ? AnyRecord.parse(record ?? derived) : []));
}

function isMessage(record: ChatRecord): record is ChatRecord<"message"> {
  return record.kind === "message";
}
