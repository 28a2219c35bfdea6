import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { etl, newFolder, orderFault, type Sandbox, summaryOf } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";

/** A recent noon, so that no age limit is in the way. */
const NOON = Date.UTC(2026, 9, 1, 12);
const minute = (n: number) => NOON + n * 60_000;

const USERS = [
  { id: "ann", displayName: "Ann", role: "Skipper", statusText: "At sea", friendIds: ["bob"], blockedIds: ["cho"] },
  { id: "bob", displayName: "Bob", role: "Skipper", friendIds: ["ann", "cho", "nobody"] },
  { id: "cho", displayName: "Cho", role: "Cook" },
  { id: "dee", displayName: "Dee", state: "deactivated" },
].map((user) => ({ kind: "user", ...user }));

const CONVERSATIONS = [
  { id: "crew", type: "group", title: "Crew", description: "Who sails when. ".repeat(20), ownerId: "ann" },
  { id: "pair", type: "direct" },
].map((conversation) => ({ kind: "conversation", createdAt: minute(-100), ...conversation }));

const MEMBERSHIPS = [
  { conversationId: "crew", userId: "ann", role: "owner", joinedAt: minute(-90) },
  { conversationId: "crew", userId: "bob", role: "moderator", joinedAt: minute(-90), lastReadAt: minute(2) },
  { conversationId: "crew", userId: "cho", joinedAt: minute(-90) },
  { conversationId: "crew", userId: "dee", joinedAt: minute(-90) },
  { conversationId: "pair", userId: "ann", lastReadAt: minute(5) },
  { conversationId: "pair", userId: "bob" },
].map((membership) => ({ kind: "membership", ...membership }));

const MESSAGES = [
  {
    id: "m1",
    authorId: "ann",
    sentAt: minute(1),
    text: "Ahoy",
    reactions: [
      { emoji: "👍", userId: "bob" },
      { emoji: "👍", userId: "cho" },
      { emoji: "⚓", count: 3 },
    ],
    pin: { userId: "bob", at: minute(3) },
  },
  {
    id: "m2",
    authorId: "bob",
    sentAt: minute(2),
    text: "Aye",
    threadRootId: "m1",
    reactions: [{ emoji: "⚓", userId: "ann" }],
  },
  { id: "m3", authorId: "dee", sentAt: minute(3), text: "Where to?", threadRootId: "m2" },
  { id: "m4", authorId: "cho", sentAt: minute(4), text: "Lost thread", threadRootId: "gone" },
  { id: "m5", authorId: "bob", sentAt: minute(5), text: "Only us", conversationId: "pair" },
].map((message) => ({ kind: "message", conversationId: "crew", ...message }));

const ALL = "roles,statuses,descriptions,scopes,friends,threads,reactions,pins,reads,blocks,deactivation";

function archive(): string {
  const folder = join(newFolder(), "archive");
  mkdirSync(folder);
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ format: "chat-etl", version: 1, source: "json:crew" }));
  const files = { users: USERS, conversations: CONVERSATIONS, memberships: MEMBERSHIPS, messages: MESSAGES };
  for (const [name, records] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.jsonl`), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }
  return folder;
}

async function run(target: Sandbox, cwd: string, folder: string, passes: string, ...more: readonly string[]) {
  const env = {
    COMETCHAT_APP_ID: target.config.appId ?? "",
    COMETCHAT_REGION: "us",
    COMETCHAT_API_KEY: target.config.apiKey ?? "",
    COMETCHAT_BASE_URL: target.url,
  };
  const args = [
    "run",
    "json-to-cometchat",
    "--json",
    ...more,
    "--source.path",
    folder,
    "--source.mapping",
    "canonical",
  ];
  const ended = await etl([...args, "--sink.requestsPerMinute", "1000000", "--sink.passes", passes], { env, cwd });
  return summaryOf(ended) as ReturnType<typeof summaryOf> & { readonly passes: readonly { readonly pass: string }[] };
}

type Answer = { readonly data: readonly Record<string, never>[] };

async function get(target: Sandbox, path: string, onBehalfOf?: string): Promise<Answer["data"]> {
  const headers = {
    apikey: target.config.apiKey ?? "",
    appId: target.config.appId ?? "",
    ...(onBehalfOf ? { onBehalfOf } : {}),
  };
  const answer = await fetch(`${target.url}/v3${path}`, { headers });
  return ((await answer.json()) as Answer).data;
}

const names = (rows: Answer["data"], key: string) => rows.map((row) => row[key]).sort();

async function messages(target: Sandbox) {
  const rows = await get(target, "/messages?affix=append&id=0&limit=1000&categories=message,custom");
  return rows as unknown as readonly {
    readonly id: string;
    readonly sender: string;
    readonly sentAt: number;
    readonly parentId?: string;
    readonly data: {
      readonly text: string;
      readonly metadata: { readonly sourceId: string; readonly sentAtMs: number };
    };
  }[];
}

describe("the passes into CometChat", () => {
  it("bring what the import cannot carry, and nothing twice", async () => {
    const [cwd, folder] = [newFolder(), archive()];
    await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    const summary = await run(target, cwd, folder, ALL);
    expect(summary.rejects).toEqual([]);
    expect(summary.status).toBe("complete");
    expect(Object.fromEntries(summary.passes.map((pass) => [pass.pass, pass]))).toMatchObject({
      roles: { written: 3 },
      statuses: { written: 1 },
      descriptions: { written: 1 },
      friends: { written: 2 },
      threads: { written: 3 },
      reactions: { written: 2 },
      pins: { written: 1 },
      reads: { written: 2 },
      blocks: { written: 1 },
      deactivation: { written: 1 },
    });

    const users = await get(target, "/users?perPage=1000&withDeactivated=true");
    const roleOf = Object.fromEntries(users.map(({ uid, role }) => [uid, role]));
    expect([roleOf.ann === roleOf.bob, roleOf.ann, roleOf.dee]).toEqual([
      true,
      expect.stringContaining("skipper"),
      "default",
    ]);
    expect(users.find(({ uid }) => uid === "ann")).toMatchObject({ statusMessage: "At sea" });
    expect(users.find(({ uid }) => uid === "dee")).toHaveProperty("deactivatedAt");
    expect(names(await get(target, "/users/bob/friends"), "uid")).toEqual(["ann", "cho"]);
    expect(names(await get(target, "/users/ann/blockedusers"), "uid")).toEqual(["cho"]);
    const [crew] = await get(target, "/groups");
    expect(String(crew?.description)).toHaveLength(255);
    const members = await get(target, "/groups/crew/members");
    expect(Object.fromEntries(members.map(({ uid, scope }) => [uid, scope]))).toMatchObject({
      ann: "admin",
      bob: "moderator",
    });

    const all = await messages(target);
    const by = Object.fromEntries(all.map((message) => [message.data.metadata.sourceId, message]));
    expect(all).toHaveLength(MESSAGES.length);
    expect(by.m2).toMatchObject({ parentId: by.m1?.id, sender: "bob", data: { metadata: { sentAtMs: minute(2) } } });
    // A reply to a reply, and one to a message that is not there, are ordinary messages of their own time.
    for (const id of ["m3", "m4"]) expect(by[id]).not.toHaveProperty("parentId");
    expect([by.m3?.sentAt, by.m4?.sentAt]).toEqual([minute(3) / 1000, minute(4) / 1000]);
    expect(names(await get(target, `/messages/${by.m1?.id}/reactions`), "uid")).toEqual(["bob", "cho"]);
    expect(names(await get(target, `/messages/${by.m2?.id}/reactions`), "uid")).toEqual(["ann"]);
    expect(await get(target, `/messages/${by.m1?.id}`)).toMatchObject({ pinnedBy: "bob" });
    expect(summary.losses).toMatchObject({ "reaction-nobody": 1, "thread-now": 1, thread: 2, "description-cut": 1 });
    expect(Object.keys(summary.losses)).not.toEqual(expect.arrayContaining(["friends"]));
  });

  it("find messages whose id no answer told, and are not lost by answers that never came", async () => {
    const [cwd, folder] = [newFolder(), archive()];
    await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    // Everything lands, and the answers are lost: sending again says "already there", without an id.
    await orderFault(target, { fault: "commit-then-cut", path: "/v3/data_import/messages", count: 1 });
    await orderFault(target, { fault: "commit-then-cut", path: "/thread", count: 1 });
    await orderFault(target, { fault: "commit-then-server-error", path: "/reactions/", count: 2 });
    const summary = await run(target, cwd, folder, "threads,reactions,pins");
    expect(summary.rejects).toEqual([]);
    const all = await messages(target);
    expect(all.map(({ data }) => data.metadata.sourceId).sort()).toEqual(["m1", "m2", "m3", "m4", "m5"]);
    const by = Object.fromEntries(all.map((message) => [message.data.metadata.sourceId, message]));
    expect(by.m2?.parentId).toBe(by.m1?.id);
    expect(names(await get(target, `/messages/${by.m1?.id}/reactions`), "uid")).toEqual(["bob", "cho"]);
    // Nothing is doubled by a workspace that knows of nothing either.
    const fresh = await run(target, cwd, folder, "threads,reactions,pins", "--fresh");
    expect(fresh.rejects).toEqual([]);
    expect(await messages(target)).toHaveLength(MESSAGES.length);
  });

  it("leaves replies alone that an earlier run imported as ordinary messages", async () => {
    const [cwd, folder] = [newFolder(), archive()];
    await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    await run(target, cwd, folder, "none");
    const summary = await run(target, cwd, folder, "threads");
    expect(summary).toMatchObject({ status: "complete", passes: [{ pass: "threads", written: 0, pending: 0 }] });
    const all = await messages(target);
    expect(all.map(({ data }) => data.metadata.sourceId).sort()).toEqual(["m1", "m2", "m3", "m4", "m5"]);
  });

  it("T20: the 26th role is refused, and its users go in with the default role", async () => {
    const folder = archive();
    const crowd = Array.from({ length: 30 }, (_, i) => ({
      kind: "user",
      id: `u${i}`,
      displayName: `U${i}`,
      role: `r${i}`,
    }));
    writeFileSync(join(folder, "users.jsonl"), crowd.map((user) => `${JSON.stringify(user)}\n`).join(""));
    await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    const summary = await run(target, newFolder(), folder, "roles");
    expect(summary.kinds.user.rejected).toBe(0);
    const users = await get(target, "/users?perPage=1000");
    const crowded = users.filter(({ uid }) => /^u\d/.test(String(uid)));
    expect(crowded).toHaveLength(30);
    const defaults = crowded.filter(({ role }) => role === "default");
    expect(defaults.length).toBeGreaterThanOrEqual(5);
    expect(summary.rejects).toMatchObject([{ pass: "roles", count: defaults.length }]);
    expect(summary.losses.role).toBe(defaults.length);
  });

  it("is not known by another name, and off unless asked for", async () => {
    const folder = archive();
    const { code, stderr } = await etl([
      "run",
      "json-to-cometchat",
      "--source.path",
      folder,
      "--source.mapping",
      "canonical",
      "--sink.passes",
      "reactions,likes,pin",
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--sink.passes must name passes that exist, not "likes", "pin".');
    expect(stderr.split("descriptions")).toHaveLength(2);
  });
});
