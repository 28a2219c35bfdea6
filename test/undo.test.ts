import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import * as z from "zod";
import { type Ended, ended, etl, newFolder, type Sandbox, start, startSandbox, summaryOf } from "./support/etl.ts";
import { storedRooms, storedTalk } from "./support/talkjs-target.ts";
import { readTarget, storedMessages } from "./support/target.ts";

const SENT_AT = Date.parse("2026-10-01T00:00:00Z");
const MESSAGES = 60;

/** Three groups, ann and bob in each; the first one is the one with many messages. */
function archive(): string {
  const folder = newFolder();
  const write = (name: string, records: readonly object[]) =>
    writeFileSync(join(folder, name), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const conversationIds = ["ours", "lively", "theirs"];
  const message = (conversationId: string, number: number) => ({
    kind: "message",
    id: `${conversationId}-${number}`,
    conversationId,
    authorId: number % 2 ? "ann" : "bob",
    sentAt: SENT_AT + number * 1_000,
    text: `message ${number}`,
  });
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ source: "forum:one" }));
  write(
    "users.jsonl",
    ["ann", "bob"].map((id) => ({ kind: "user", id, displayName: id })),
  );
  write(
    "conversations.jsonl",
    conversationIds.map((id) => ({ kind: "conversation", id, type: "group", title: id })),
  );
  write(
    "memberships.jsonl",
    conversationIds.flatMap((conversationId) =>
      ["ann", "bob"].map((userId) => ({ kind: "membership", conversationId, userId })),
    ),
  );
  write("messages.jsonl", [
    ...Array.from({ length: MESSAGES }, (_, number) => message("ours", number)),
    ...conversationIds.slice(1).map((id) => message(id, 0)),
  ]);
  return folder;
}

const FROM = (path: string) => ["--source.path", path, "--source.mapping", "canonical", "--json"];
const UNPACED = ["--sink.requestsPerMinute", "1000000", "--sink.coreRequestsPerMinute", "1000000"];

interface Undone {
  readonly status: string;
  readonly removed: Readonly<Record<string, number>>;
  readonly left: Readonly<Record<string, number>>;
  readonly kept: readonly { readonly kind: string; readonly code: string; readonly count: number }[];
}

function undoneOf({ stdout, stderr }: Ended): Undone {
  const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  if (last.event !== "undo") throw new Error(`The last line is no undo: ${stdout}\n${stderr}`);
  return last;
}

async function send(url: string, method: string, headers: Record<string, string>, body: object): Promise<void> {
  const json = { ...headers, "content-type": "application/json" };
  const answer = await fetch(url, { method, headers: json, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`);
}

const Named = z.object({ data: z.array(z.object({ name: z.string() })) });

it("CometChat: exactly what was loaded goes, also after a kill, and what others had or wrote stays", async () => {
  await using target = await startSandbox("cometchat", ["--requestsPerMinute", "off", "--retentionDays", "off"]);
  const { appId = "", region = "", apiKey = "" } = target.config;
  const env = {
    COMETCHAT_APP_ID: appId,
    COMETCHAT_REGION: region,
    COMETCHAT_API_KEY: apiKey,
    COMETCHAT_BASE_URL: target.url,
  };
  const api = async (path: string, body: object) =>
    await send(`${target.url}/v3${path}`, "POST", { appid: appId, apikey: apiKey }, body);
  const say = async (receiver: string) => {
    const head = { muid: `live-${receiver}`, sender: "zed", receiverType: "group", receiver };
    const live = { ...head, category: "message", type: "text", data: { text: "live" }, sentAt: SENT_AT / 1000 };
    await api("/data_import/messages", { messages: { [live.muid]: live } });
  };
  // Before: a user and a group of the same ids, and somebody of whom the load knows nothing.
  for (const uid of ["zed", "bob"]) await api("/users", { uid, name: `${uid} of before` });
  await api("/groups", { guid: "theirs", name: "theirs of before", type: "public", owner: "zed" });
  await say("theirs");

  const cwd = newFolder();
  const args = [...FROM(archive()), ...UNPACED];
  const UNDO = ["undo", "json-to-cometchat", ...args];
  const ran = summaryOf(await etl(["run", "json-to-cometchat", ...args], { cwd, env }));
  expect(ran.kinds.conversation).toMatchObject({ written: 2, duplicate: 1 });
  await api("/groups/lively/members", { participants: ["zed"] });
  await say("lively");

  const name = `${appId}.${region}@${new URL(target.url).host}`;
  const [silent, wrong] = [
    await etl(UNDO, { cwd, env }),
    await etl([...UNDO, "--yes-delete-from", `${name}x`], { cwd, env }),
  ];
  expect([silent.code, wrong.code]).toEqual([2, 2]);
  expect(silent.stdout).toContain("there is no terminal");
  expect(wrong.stdout).toContain("Nothing was touched");
  expect(await storedMessages(target)).toHaveLength(MESSAGES + 2 + 2 + 1);
  const confirmed = [...UNDO, "--yes-delete-from", name];
  // Forty requests and then a wait: there it is killed.
  const child = start([...confirmed.filter((word) => !UNPACED.includes(word)), "--sink.coreRequestsPerMinute", "40"], {
    cwd,
    env,
  });
  const whole = ended(child);
  for await (const line of createInterface({ input: child.stdout ?? process.stdin }))
    if (JSON.parse(line).event === "waiting") break;
  child.kill("SIGKILL");
  await whole;
  const between = (await storedMessages(target)).filter(({ category }) => category === "message").length;
  expect(between).toBeLessThan(MESSAGES + 2 + 2);
  expect(between).toBeGreaterThan(2);
  const refused = await etl(["run", "json-to-cometchat", ...args], { cwd, env });
  expect([refused.code, refused.stdout]).toEqual([2, expect.stringContaining("did not come to its end")]);
  expect((await etl(["status"], { cwd })).stdout).toContain('run "etl undo" again, which goes on');

  const undone = undoneOf(await etl(confirmed, { cwd, env }));
  expect(undone.left).toEqual({ user: 1, conversation: 1, membership: 2, message: 0 });
  expect(undone.kept).toMatchObject([
    { kind: "conversation", code: "holds-others", count: 1, sample: "lively" },
    { kind: "user", code: "with-conversation", count: 1 },
    { kind: "membership", code: "with-conversation", count: 2 },
  ]);
  const left = await storedMessages(target);
  expect(left.filter(({ category }) => category === "message").map(({ data }) => data.text)).toEqual(["live", "live"]);
  const users = Named.parse(await readTarget(target, "/users")).data.map((one) => one.name);
  expect(users.sort()).toEqual(["ann", "bob of before", "zed of before"]);
  const groups = Named.parse(await readTarget(target, "/groups")).data.map((one) => one.name);
  expect(groups.sort()).toEqual(["lively", "theirs of before"]);
  const members = Named.parse(await readTarget(target, "/groups/theirs/members")).data.map((one) => one.name);
  expect(members).toEqual(["zed of before"]);
}, 120_000);

it("TalkJS: conversations of this load go, those that were there or that others wrote in stay with what is theirs", async () => {
  await using target = await startSandbox("talkjs", ["--world", "none", "--rate", "off"]);
  const { appId = "", secretKey = "" } = target.config;
  const env = { TALKJS_TARGET_APP_ID: appId, TALKJS_TARGET_SECRET_KEY: secretKey, TALKJS_TARGET_BASE_URL: target.url };
  const api = async (method: string, path: string, body: object) =>
    await send(`${target.url}/v1/${appId}${path}`, method, { authorization: `Bearer ${secretKey}` }, body);
  const say = async (conversation: string) =>
    await api("POST", `/conversations/${conversation}/messages`, [
      { type: "UserMessage", sender: "zed", text: "live" },
    ]);
  await api("PUT", "/users/zed", { name: "Zed" });
  for (const id of ["theirs", "foreign"])
    await api("PUT", `/conversations/${id}`, { participants: ["zed"], subject: id });
  await say("theirs");

  const cwd = newFolder();
  const args = [...FROM(archive()), "--sink.dialect", "g1", "--sink.requestsPerSecond", "100000"];
  const ran = summaryOf(await etl(["run", "json-to-talkjs", ...args], { cwd, env }));
  expect(ran).toMatchObject({ status: "complete" });
  await api("PUT", "/conversations/lively/participants/zed", {});
  await say("lively");
  const confirmed = ["undo", "json-to-talkjs", ...args, "--yes-delete-from", `${appId}@${new URL(target.url).host}`];
  const undone = undoneOf(await etl(confirmed, { cwd, env }));
  expect(undone.removed).toEqual({ user: 0, conversation: 1, membership: 2, message: MESSAGES + 2 });
  // A conversation that was there just before may count as ours by its time; then it stays for what others wrote.
  const rooms = undone.kept.filter(({ kind }) => kind === "conversation");
  expect(rooms.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  for (const { code } of rooms) expect(code).toMatch(/^(existed-before|holds-others)$/);
  expect(undone.kept.slice(rooms.length)).toMatchObject([
    { kind: "user", code: "no-way", count: 2 },
    { kind: "membership", code: "no-way", count: 4 },
  ]);
  expect((await storedRooms(target)).map(({ id }) => id).sort()).toEqual(["foreign", "lively", "theirs"]);
  for (const id of ["theirs", "lively"]) expect((await talkOf(target, id)).map(({ text }) => text)).toEqual(["live"]);

  const again = summaryOf(await etl(["run", "json-to-talkjs", ...args], { cwd, env }));
  expect(again.kinds.message).toMatchObject({ written: MESSAGES + 2, pending: 0 });
  expect(await talkOf(target, "ours")).toHaveLength(MESSAGES);
});

const Talk = z.object({ data: z.array(z.object({ text: z.string().nullable() })) });

/** Texts of a conversation, also such as no load of ours brought. */
async function talkOf(target: Sandbox, id: string): Promise<readonly { readonly text: string | null }[]> {
  if (id === "ours") return await storedTalk(target, id);
  const url = `${target.url}/v1/${target.config.appId}/conversations/${id}/messages?limit=100`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${target.config.secretKey}` } });
  return Talk.parse(await answer.json()).data;
}
