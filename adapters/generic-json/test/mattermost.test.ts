import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { expect, it } from "vitest";
import { writeExport } from "./export.ts";
import { expectGolden, FIXTURES, type Line, readAll } from "./read-all.ts";

const FOLDER = join(FIXTURES, "mattermost");
const LINES = readFileSync(join(FOLDER, "import.jsonl"), "utf8").split("\n");

it("reads Mattermost's bulk export: everything in it, once", async () => {
  await expectGolden(await readAll({ path: FOLDER, mapping: "mattermost" }), "mattermost");
});

it("mattermost: reads the file alone under any name, as the older command writes it", async () => {
  const whole = await readAll({ path: FOLDER, mapping: "mattermost" });
  const path = join(writeExport({ "backup.json": LINES.join("\n") }), "backup.json");
  expect(recordsOf(await readAll({ path, mapping: "mattermost" }))).toEqual(recordsOf(whole));
});

it("mattermost: what lies in data/ is never taken for the export", async () => {
  const path = writeExport({});
  cpSync(FOLDER, path, { recursive: true });
  cpSync(join(FOLDER, "import.jsonl"), join(path, "data/an attachment.jsonl"));
  expect(readdirSync(path)).toContain("data");
  expect(await readAll({ path, mapping: "mattermost" })).toHaveLength(
    (await readAll({ path: FOLDER, mapping: "mattermost" })).length,
  );
});

it("mattermost: the same words at the same moment have an id of their own in each place and of each person", async () => {
  const messages = recordsOf(await readAll({ path: FOLDER, mapping: "mattermost" })).filter(isMessage);
  const same = messages.filter(({ text }) => text === "Aye");
  expect(same).toHaveLength(3);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
});

it("mattermost: a time of editing, a reaction and a reply leave a post's id as it was", async () => {
  const post = { team: "t", channel: "c", user: "ann", message: "hi", create_at: 1714550400000 };
  const later = {
    ...post,
    edit_at: 1714550500000,
    reactions: [{ user: "bo", create_at: 1714550500000, emoji_name: "wave" }],
    replies: [{ user: "bo", message: "ho", create_at: 1714550500000 }],
  };
  const [before] = await readPosts(post);
  const [after, reply] = await readPosts(later);
  expect(after?.id).toBe(before?.id);
  expect(reply?.threadRootId).toBe(before?.id);
});

it("mattermost: a direct channel is known by its members, in whatever order they stand", async () => {
  const post = { user: "ann", message: "hi", create_at: 1714550400000 };
  const lines = [{ channel_members: ["bo", "ann"] }, { channel_members: ["ann", "bo"] }].map((members) => ({
    type: "direct_post",
    direct_post: { ...members, ...post },
  }));
  const [one, other] = (await readLines(lines)).filter(isMessage);
  expect(one).toMatchObject({ conversationId: "ann,bo" });
  expect(other?.id).toBe(one?.id);
});

it("mattermost: null stands for every list", async () => {
  const post = {
    team: "t",
    channel: "c",
    user: "ann",
    type: null,
    message: "hi",
    props: null,
    create_at: 1714550400000,
  };
  const nulls = { edit_at: null, flagged_by: null, reactions: null, replies: null, attachments: null };
  expect(await readPosts({ ...post, ...nulls })).toMatchObject([{ text: "hi", attachments: [], reactions: [] }]);
});

it("mattermost: an address is no mention, and a full stop ends it", async () => {
  const text = "ask @ann. or ann@bo.example";
  const [post] = await readPosts({ team: "t", channel: "c", user: "bo", message: text, create_at: 1714550400000 });
  expect(post?.entities.filter(({ type }) => type === "user_mention")).toEqual([
    { type: "user_mention", userId: "ann", start: 4, end: 8 },
  ]);
});

function recordsOf(lines: readonly Line[]): readonly ChatRecord[] {
  return lines.flatMap(({ record, derived }) => ((record ?? derived) ? AnyRecord.parse(record ?? derived) : []));
}

function isMessage(record: ChatRecord): record is ChatRecord<"message"> {
  return record.kind === "message";
}

async function readPosts(post: object): Promise<readonly ChatRecord<"message">[]> {
  return (await readLines([{ type: "post", post }])).filter(isMessage);
}

async function readLines(values: readonly object[]): Promise<readonly ChatRecord[]> {
  const path = writeExport({ "import.jsonl": values.map((value) => JSON.stringify(value)).join("\n") });
  return recordsOf(await readAll({ path, mapping: "mattermost" }));
}
