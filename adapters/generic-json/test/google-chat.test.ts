import { cpSync, renameSync } from "node:fs";
import { join } from "node:path";
import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { writeExport } from "./export.ts";
import { expectGolden, FIXTURES, type Line, readAll } from "./read-all.ts";

const FOLDER = join(FIXTURES, "google-chat");
const ANN = { name: "Ann", email: "ann@harbour.example", user_type: "Human" };
const MESSAGE = {
  creator: ANN,
  created_date: "Thursday, November 3, 2016 at 11:59:50 AM UTC",
  text: "hi",
  topic_id: "t1",
  message_id: "space/t1/t1",
};

it("reads Google Chat's Takeout: everything in it, once", async () => {
  await expectGolden(await readAll({ path: FOLDER, mapping: "google-chat" }), "google-chat");
});

describe("google-chat: times are read whether", () => {
  it.each([
    ["they have a comma and at", "Thursday, November 3, 2016 at 3:59:50 PM UTC"],
    ["a narrow no-break space stands before PM", "Thursday, November 3, 2016 at 3:59:50\u202fPM UTC"],
    ["a comma stands for at", "Thursday, November 3, 2016, 3:59:50 PM UTC"],
    ["nothing stands for at", "Thursday, November 3, 2016 3:59:50 PM UTC"],
    ["the day comes first", "Thursday, 3 November 2016 at 15:59:50 UTC"],
    ["the day comes first and no comma is left", "Thursday 3 November 2016 15:59:50 UTC"],
    ["the day comes first and pm last", "Thursday 3 November 2016 at 3:59:50\u202fpm UTC"],
    ["they are written as in RFC 3339", "2016-11-03T15:59:50Z"],
  ])("%s", async (_, created_date) => {
    const [message] = await readMessages({ ...MESSAGE, created_date });
    expect(message?.sentAt).toBe(Date.UTC(2016, 10, 3, 15, 59, 50));
  });
});

it("google-chat: a time in another language is rejected, with the forms there are, and not guessed", async () => {
  const created_date = "Donnerstag, 3. November 2016 um 15:59:50 UTC";
  const lines = await readLines({ ...MESSAGE, created_date });
  const rejected = lines.flatMap((line) => line.rejected ?? []);
  expect(rejected).toEqual([expect.stringMatching(/^no-date: .*EEEE MMMM d yyyy/)]);
});

it("google-chat: messages of one second stay in the order of the file", async () => {
  const messages = ["c", "a", "b"].map((id) => ({ ...MESSAGE, message_id: `space/${id}/${id}` }));
  expect((await readMessages(...messages)).map(({ id }) => id)).toEqual(["space/c/c", "space/a/a", "space/b/b"]);
});

it("google-chat: folders may be translated, and have underscores for spaces", async () => {
  const before = recordsOf(await readAll({ path: FOLDER, mapping: "google-chat" }));
  const path = writeExport({});
  cpSync(join(FOLDER, "Takeout"), join(path, "Takeout"), { recursive: true });
  renameSync(join(path, "Takeout/Google Chat"), join(path, "Takeout/Чат Google"));
  renameSync(
    join(path, "Takeout/Чат Google/Groups/DM k6oxHQAAAAE"),
    join(path, "Takeout/Чат Google/Groups/DM_k6oxHQAAAAE"),
  );
  const after = recordsOf(await readAll({ path, mapping: "google-chat" }));
  const ids = (records: readonly ChatRecord[]) =>
    records.flatMap((record) => (record.kind === "conversation" ? [`${record.id} ${record.type}`] : []));
  expect(ids(after)).toEqual(ids(before));
});

it("google-chat: somebody without an email, or even a name, is an author all the same", async () => {
  const messages = [{ name: "Tides", user_type: "Bot" }, { name: "Cy" }, {}].map((creator, at) => ({
    ...MESSAGE,
    creator,
    message_id: `space/${at}/${at}`,
  }));
  const records = recordsOf(await readLines(...messages));
  expect(records.filter(isMessage).map(({ authorId }) => authorId)).toEqual(["Tides", "Cy", "deleted-user"]);
  expect(records.flatMap((record) => (record.kind === "user" ? [[record.type, record.state]] : []))).toEqual([
    ["bot", "active"],
    ["human", "deleted"],
    ["human", "deleted"],
  ]);
});

it("google-chat: one person is one, however the email is written", async () => {
  const creator = { ...ANN, email: "Ann@Harbour.example" };
  const records = recordsOf(await readLines({ ...MESSAGE, creator, reactions: [reactionOf("ANN@harbour.example")] }));
  expect(records.flatMap((record) => (record.kind === "user" ? record.id : []))).toEqual([ANN.email]);
  expect(records.find(isMessage)).toMatchObject({ authorId: ANN.email, reactions: [{ userId: ANN.email }] });
});

it("google-chat: only what follows the first message of a topic is in its thread", async () => {
  const reply = { ...MESSAGE, message_id: "space/t1/m2" };
  const other = { ...MESSAGE, topic_id: "t2", message_id: "space/t2/t2" };
  const threads = (await readMessages(MESSAGE, reply, other)).map(({ threadRootId }) => threadRootId);
  expect(threads).toEqual([undefined, "space/t1/t1", undefined]);
});

it("google-chat: marks are found behind emojis; those without a length or beyond the text are none", async () => {
  const mark = (start_index: number, length: number) => ({
    start_index,
    length,
    format_metadata: { format_type: "BOLD" },
  });
  const [message] = await readMessages({
    ...MESSAGE,
    text: "🎆 ahoy",
    annotations: [mark(3, 4), mark(0, 0), mark(3, 5)],
  });
  expect(message?.entities).toEqual([{ type: "bold", start: 3, end: 7 }]);
});

it("google-chat: a deleted message is dropped under its own code", async () => {
  const deleted = { ...MESSAGE, text: undefined, message_state: "DELETED" };
  const lines = await readLines(MESSAGE, deleted);
  expect(lines.flatMap(({ dropped }) => dropped ?? [])).toEqual([expect.stringMatching(/^deleted-message: /)]);
});

function reactionOf(email: string): object {
  return { emoji: { unicode: "👍" }, reactor_emails: [email] };
}

async function readMessages(...messages: readonly object[]): Promise<readonly ChatRecord<"message">[]> {
  return recordsOf(await readLines(...messages)).filter(isMessage);
}

async function readLines(...messages: readonly object[]): Promise<readonly Line[]> {
  const path = writeExport({ "Takeout/Google Chat/Groups/Space AAAA/messages.json": { messages } });
  return await readAll({ path, mapping: "google-chat" });
}

function recordsOf(lines: readonly Line[]): readonly ChatRecord[] {
  return lines.flatMap(({ record, derived }) => ((record ?? derived) ? AnyRecord.parse(record ?? derived) : []));
}

function isMessage(record: ChatRecord): record is ChatRecord<"message"> {
  return record.kind === "message";
}
