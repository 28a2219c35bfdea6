import { rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { readAll, recordsIn } from "./read-all.ts";
import { lines, writeExport } from "./write-export.ts";

const ANN = { user_id: "ann", nickname: "Ann" };
const at = (message_id: number) => ({ message_id, type: "MESG", channel_url: "lobby", user: ANN, created_at: 1e12 });
const TWO = [at(1), at(2)];

function indented(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** The ids of all records in an export of these files. */
async function idsIn(files: Readonly<Record<string, unknown>>, options: object = {}): Promise<readonly unknown[]> {
  const path = await writeExport(files);
  try {
    const records = recordsIn(await readAll({ path, ...options }));
    return records.map((record) => ("id" in record ? record.id : Object.values(record).slice(1, 3).join("/")));
  } finally {
    await rm(path, { recursive: true });
  }
}

it.each([
  ["a list", TWO],
  ["an indented list", indented(TWO)],
  ["an answer", { messages: TWO, next: "" }],
  ["an indented answer", indented({ next: "a", messages: TWO })],
  ["an answer whose first list is empty", { operators: [], messages: TWO }],
  ["answers, each on a line", lines([{ messages: [at(1)] }, { messages: [at(2)] }])],
  ["an empty answer before others", lines([{ messages: [] }, { messages: TWO }])],
  ["indented answers, the first of them empty", [{ messages: [] }, { messages: TWO }].map(indented).join("\n")],
  ["messages, each on a line", lines(TWO)],
  ["an answer on one line of a megabyte", { messages: TWO, more: "x".repeat(1_100_000) }],
  ["a list behind a byte order mark", `\ufeff${JSON.stringify(TWO)}`],
  ["a list that begins with damage", `[{"a": }, ${JSON.stringify(at(1))}, ${JSON.stringify(at(2))}]`],
  ["a table", "message_id,type,channel_url,created_at\n1,MESG,lobby,1000000000000\n2,MESG,lobby,1000000000000\n"],
  ["a table in quotes, by tabs", '"message_id"\t"type"\t"channel_url"\t"created_at"\n1\tMESG\tl\t9\n2\tMESG\tl\t9\n'],
])("reads messages that are %s", async (_, content) => {
  expect(await idsIn({ "export.json": content })).toEqual(["1", "2"]);
});

it("reads lines by the name of their file where the first one is broken", async () => {
  expect(await idsIn({ "messages.jsonl": `{"message_id\n${lines(TWO)}` })).toEqual(["1", "2"]);
});

it("reads what is written over several lines and is one channel", async () => {
  const channel = { members: [ANN], channel_url: "lobby" };
  expect(await idsIn({ "lobby.json": indented(channel) })).toEqual(["lobby"]);
});

it("reads a table by a separator that is named", async () => {
  const table = "message_id^type^channel_url^created_at\n1^MESG^lobby^1000000000000\n";
  expect(await idsIn({ "m.csv": table }, { csvDelimiter: "^" })).toEqual(["1"]);
});

it("reads a table whose columns are called otherwise, by the names that are given", async () => {
  const table = '"ID","Kind","Room","Sent",__proto__\n1,MESG,lobby,1000000000000,x\n';
  await expect(idsIn({ "m.csv": table })).rejects.toThrow("is not recognised");
  const csvColumns = "ID=message_id, Kind=type,Room = channel_url,Sent=created_at";
  expect(await idsIn({ "m.csv": table }, { csvColumns })).toEqual(["1"]);
  await expect(readAll({ path: "x", csvColumns: "ID" })).rejects.toThrow(/must be written like/);
});

it("takes the channel of members from their file's name, or from around them", async () => {
  const list = { members: [ANN] };
  expect(await idsIn({ "sendbird_group_channel_7_a.json": list })).toEqual(["sendbird_group_channel_7_a/ann"]);
  expect(await idsIn({ "m.json": { channel_url: "lobby", members: [{ ...ANN, role: "none" }] } })).toEqual(["lobby"]);
  expect(await idsIn({ "members-lobby.json": list }, { channelInPath: "members-(.+)[.]json" })).toEqual(["lobby/ann"]);
});

it("tells an open channel by its file's name", async () => {
  const path = await writeExport({ "open_channels.json": [{ channel_url: "square" }] });
  expect(recordsIn(await readAll({ path }))).toMatchObject([{ id: "square", type: "livestream" }]);
  await rm(path, { recursive: true });
});

it("passes over what is no data, what is empty, what failed to be delivered, and what is to be ignored", async () => {
  const others = { "cat.png": "x", "empty.json": "", "none.json": [], "failed_webhooks.json": [{ a: 1 }] };
  expect(await idsIn({ ...others, "m.json": TWO, "report.json": { a: 1 } }, { ignore: "report.*" })).toEqual([
    "1",
    "2",
  ]);
});

it("refuses an archive among the files, which it would not read, unless it is to be ignored", async () => {
  for (const name of ["January.zip", "export.TAR.GZ", "more.7z"]) {
    const files = { "m.json": TWO, [name]: Buffer.from(ZIP, "base64") };
    await expect(idsIn(files)).rejects.toThrow(`${name}" is an archive`);
    expect(await idsIn(files, { ignore: "*.{zip,GZ,7z}" })).toEqual(["1", "2"]);
  }
  for (const csvDelimiter of ['"', "\n", "ab", ""]) {
    await expect(readAll({ path: "x", csvDelimiter })).rejects.toThrow(/must be one character/);
  }
});

it("reads a file without an ending, and tells which files it did not look at", async () => {
  const path = await writeExport({ messages: TWO, "cat.png": "x", "dog.PNG": "x", "failed_webhooks.json": [{ a: 1 }] });
  const notices: string[] = [];
  const all = await readAll({ path }, (code, message) => notices.push(`${code}: ${message}`));
  expect(recordsIn(all)).toHaveLength(2);
  expect(notices).toEqual([expect.stringMatching(/^passed-over: Files .*: 2 \(cat\.png, dog\.PNG\)\.$/)]);
  await rm(path, { recursive: true });
});

it("refuses what nobody knows, by name", async () => {
  for (const content of [[{ a: 1 }], { a: 1 }, "hello", lines([{ a: 1 }, { a: 2 }]), "a,b\n1,2\n", '"text"']) {
    await expect(idsIn({ "what.json": content })).rejects.toThrow(/what\.json" is not recognised: .*message_id/);
  }
  await expect(idsIn({ "cat.png": "x", "dog.png": "x" })).rejects.toThrow(ConfigError);
  await expect(readAll({ path: "-" })).rejects.toThrow(/give it as a file or a folder/);
});

it.each([
  ["in one document", { channels: [{ channel_url: "lobby" }], messages: TWO, users: [ANN] }],
  ["far behind the first", { users: Array.from({ length: 600 }, (_, no) => ({ user_id: `u${no}` })), messages: TWO }],
  ["in a later document", `${indented({ users: [ANN] })}\n${indented({ messages: TWO })}`],
  ["on a later line", lines([{ users: [ANN] }, { messages: TWO }])],
])("refuses a file with a second list %s, by its place", async (_, content) => {
  await expect(idsIn({ "all.json": content })).rejects.toThrow(
    /A second list at all\.json.* would be left out: .*only/,
  );
});

it("tells each document of a file that does not have the list, by its place, and reads the others", async () => {
  const error = { error: true, message: "Too many requests.", code: 500910, seen: [1] };
  const documents = [
    error,
    { messages: [at(1)] },
    {},
    { messages: [] },
    { messages: null },
    [at(9)],
    { messages: [at(2)] },
  ];
  for (const write of [indented, (value: unknown) => JSON.stringify(value)]) {
    const path = await writeExport({ "m.json": documents.map(write).join("\n") });
    const all = await readAll({ path });
    expect(all.map(({ became }) => (typeof became === "string" ? became : "read"))).toEqual([
      ...["no-list", "read", "no-list", "no-list", "no-list", "read"],
    ]);
    const ends = documents.map(
      (_, no) =>
        documents
          .slice(0, no + 1)
          .map(write)
          .join("\n").length - 1,
    );
    const places = [0, 2, 4, 5].map((no) => `m.json@${ends[no]}`);
    expect(all.filter(({ became }) => became === "no-list").map(({ origin }) => origin)).toEqual(places);
    await rm(path, { recursive: true });
  }
  const mixed = `${JSON.stringify(TWO)}\n{"messages": []}`;
  await expect(idsIn({ "m.json": mixed })).rejects.toThrow(/m\.json" .*byte/);
});

it("reads a list beside lists, objects and texts that are nobody's", async () => {
  const beside = { ids: ["1"], empty: [], meta: { a: [{ message_id: 3 }] }, next: "", odd: [{ a: 1 }] };
  expect(await idsIn({ "m.json": { ...beside, messages: TWO, users: [], after: [[1]] } })).toEqual(["1", "2"]);
});

it("refuses a time without a zone, and reads it in the zone that is named", async () => {
  const table = "message_id,type,channel_url,created_at\n1,MESG,lobby,2024-01-01 09:00:00\n";
  await expect(idsIn({ "m.csv": table })).rejects.toThrow(/m\.csv@39 names no time zone.*--source\.timeZone/);
  expect(await idsIn({ "m.csv": table }, { timeZone: "Asia/Seoul" })).toEqual(["1"]);
  await expect(readAll({ path: "x", timeZone: "Mars" })).rejects.toThrow(/must be a time zone/);
});

/** An archive with x/messages.json, which has one message. */
const ZIP =
  "UEsDBBQAAAAAAAAAIQDs17V3QQAAAEEAAAAPAAAAeC9tZXNzYWdlcy5qc29uW3sibWVzc2FnZV9pZCI6MSwidHlwZSI6Ik1FU0ciLCJjaGFubmVs" +
  "X3VybCI6ImMiLCJjcmVhdGVkX2F0Ijo5fV1QSwECFAMUAAAAAAAAACEA7Ne1d0EAAABBAAAADwAAAAAAAAAAAAAAgAEAAAAAeC9tZXNzYWdlcy5q" +
  "c29uUEsFBgAAAAABAAEAPQAAAG4AAAAAAA==";

it("reads an archive, and a packed file", async () => {
  const folder = await writeExport({ "export.zip": Buffer.from(ZIP, "base64") });
  const all = await readAll({ path: `${folder}/export.zip` });
  expect(all).toMatchObject([{ origin: "x/messages.json@1", became: [{ id: "1" }] }]);
  await rm(folder, { recursive: true });
  const path = await writeExport({ "messages.json.gz": gzipSync(JSON.stringify(TWO)) });
  expect(recordsIn(await readAll({ path }))).toHaveLength(2);
  await rm(path, { recursive: true });
});
