import { BatchError, ConfigError, type RateInfo, TransientError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import type { WireMember, WireMessage, WireUser } from "../src/wire.ts";
import { NEVER, sinkAgainst } from "./sink-server.ts";

const userWire = (uid: string): WireUser => ({ uid, name: uid, createdAt: 1_714_564_800, metadata: { sourceId: uid } });
const messageWire = (muid: string): WireMessage => ({
  muid,
  sender: "ann",
  receiverType: "group",
  receiver: "lobby",
  category: "message",
  type: "text",
  data: { text: "hello", metadata: { sourceId: muid } },
  sentAt: 1_714_564_800,
});
const memberWire = (guid: string, uid: string): WireMember => ({
  memberId: `${guid}_member_${uid}`,
  guid,
  uid,
  scope: "participant",
  joinedAt: 1_714_564_800,
});

const written = (data: unknown) => ({ success: true, data });
const failed = (code: string, details?: unknown) => ({
  success: false,
  error: { code, message: "somebody's own words", details },
});

async function sendUsers(uids: readonly string[], data: unknown) {
  const { sink } = await sinkAgainst({ body: { data } });
  return await sink.send.user(uids.map(userWire), NEVER);
}

async function sendMessages(muids: readonly string[], data: unknown) {
  const { sink } = await sinkAgainst({ body: { data } });
  return await sink.send.message(muids.map(messageWire), NEVER);
}

describe("the request", () => {
  it("1, 2: is one POST of entries under their keys, with key and app in headers", async () => {
    const { sink, heard } = await sinkAgainst({ body: { data: {} } });
    await sink.send.user([userWire("ann")], NEVER);
    expect(heard).toMatchObject([
      { method: "POST", url: "/v3/data_import/users", headers: { apikey: "k3y", appid: "app1" } },
    ]);
    expect(JSON.parse(heard[0]?.body ?? "")).toEqual({ users: { ann: userWire("ann") } });
  });

  it("2, T23: goes to the import endpoint of its kind, keyed by the id of its kind", async () => {
    const { sink, heard } = await sinkAgainst({ body: { data: {} } });
    const group = { guid: "lobby", name: "Lobby", type: "private", createdAt: 1_714_564_800, metadata: {} } as const;
    await sink.send.conversation([group], NEVER);
    await sink.send.membership([memberWire("lobby", "ann")], NEVER);
    await sink.send.message([messageWire("m-1")], NEVER);
    expect(heard.map(({ url, body }) => [url, Object.keys(Object(Object.values(JSON.parse(body))[0]))])).toEqual([
      ["/v3/data_import/groups", ["lobby"]],
      ["/v3/data_import/members", ["lobby_member_ann"]],
      ["/v3/data_import/messages", ["m-1"]],
    ]);
  });

  it("T10–T12: holds messages in the order of the batch", async () => {
    const { sink, heard } = await sinkAgainst({ body: { data: {} } });
    const muids = ["m-9", "m-10", "m-1", "m-x-p2", "m-a"];
    await sink.send.message(muids.map(messageWire), NEVER);
    expect(heard[0]?.body.match(/"muid":"[^"]+"/g)).toEqual(muids.map((muid) => `"muid":"${muid}"`));
  });

  it("sends the first of two members whose keys read the same, and lets the other wait its turn", async () => {
    const { sink, heard } = await sinkAgainst({
      body: { data: { a_member_b_member_c: written({ guid: "a_member_b", uid: "c" }) } },
    });
    const outcomes = await sink.send.membership([memberWire("a_member_b", "c"), memberWire("a", "b_member_c")], NEVER);
    expect(outcomes).toMatchObject([{ status: "written" }, { status: "retry", reason: { code: "same-key" } }]);
    expect(JSON.parse(heard[0]?.body ?? "").members).toMatchObject({ a_member_b_member_c: { guid: "a_member_b" } });
  });
});

describe("the verdict", () => {
  it("T15: keeps the id of a written message, and the key of anything else", async () => {
    expect(
      await sendMessages(["m-1"], { "m-1": written({ id: "201", muid: "m-1", data: { text: "hello" } }) }),
    ).toEqual([{ status: "written", targetId: "201" }]);
    expect(await sendUsers(["ann"], { ann: written({ uid: "ann" }) })).toEqual([
      { status: "written", targetId: "ann" },
    ]);
  });

  it("2.6: reads an entity that is nested twice", async () => {
    expect(await sendMessages(["m-1"], { "m-1": written({ data: { id: 201, muid: "m-1", data: {} } }) })).toEqual([
      { status: "written", targetId: "201" },
    ]);
  });

  it("T3: judges every key by itself, in the order sent", async () => {
    const outcomes = await sendUsers(["a", "b", "c"], {
      c: written({ uid: "c" }),
      b: failed("ERR_BAD_REQUEST"),
      a: failed("ERR_UID_ALREADY_EXISTS"),
    });
    expect(outcomes.map(({ status }) => status)).toEqual(["duplicate", "rejected", "written"]);
  });

  it.each<[string, unknown]>([
    ["a missing key", {}],
    ["a row that is none", { ann: "ok" }],
    ["a row without a verdict", { ann: {} }],
    ["a failure without an error", { ann: { success: false } }],
    ["a verdict that is no boolean", { ann: { success: "true" } }],
  ])("T3: takes %s for unknown, never for success", async (_name, data) => {
    expect(await sendUsers(["ann"], data)).toMatchObject([{ status: "retry", reason: { code: "no-verdict" } }]);
  });

  it.each([
    "ERR_IMPORT_MUID_ALREADY_EXISTS",
    "ERR_UID_ALREADY_EXISTS",
    "ERR_GUID_ALREADY_EXISTS",
    "ERR_ALREADY_JOINED",
  ])("T4, T18: takes %s for: it is there", async (code) => {
    expect(await sendUsers(["ann"], { ann: failed(code) })).toEqual([{ status: "duplicate", targetId: "ann" }]);
  });

  it("T4: cannot know the id of a message that was there", async () => {
    expect(await sendMessages(["m-1"], { "m-1": failed("ERR_IMPORT_MUID_ALREADY_EXISTS") })).toEqual([
      { status: "duplicate", targetId: undefined },
    ]);
  });

  it.each(["ERR_MISSION_FAILED", "ERR_OPERATION_FAILED", "ERR_EXCEPTION", "ERR_TOO_MANY_REQUESTS"])(
    "2.8: sends a row again that failed with %s",
    async (code) => {
      expect(await sendUsers(["ann"], { ann: failed(code) })).toMatchObject([{ status: "retry", reason: { code } }]);
    },
  );

  it("2.7: rejects any other row with CometChat's code and the fields' names, never its words", async () => {
    const [outcome] = await sendUsers(["ann"], {
      ann: failed("ERR_BAD_REQUEST", { metadata: ["too long: somebody's words"], "tags.0": ["x"], "not a field!": [] }),
    });
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "ERR_BAD_REQUEST" } });
    const message = outcome && "reason" in outcome ? outcome.reason.message : "";
    expect(message).toContain('("metadata", "tags.0")');
    expect(message).not.toMatch(/words|not a field/);
  });

  it("T22, T50: rejects a code it has never heard of, and details that are a list", async () => {
    expect(await sendUsers(["a", "b"], { a: failed("ERR_NEW", []), b: failed("ERR_EMPTY_GROUP_PASS") })).toMatchObject([
      { status: "rejected", reason: { code: "ERR_NEW" } },
      { status: "rejected", reason: { code: "ERR_EMPTY_GROUP_PASS" } },
    ]);
  });

  it.each(["ERR_GROUP_NOT_JOINED", "ERR_NOT_A_MEMBER"])(
    "T50: says to let former members join when a message is refused with %s",
    async (code) => {
      const [outcome] = await sendMessages(["m-1"], { "m-1": failed(code) });
      expect(outcome).toMatchObject({ status: "rejected", reason: { code } });
      expect(outcome && "reason" in outcome && outcome.reason.message).toContain("--sink.formerMembers join --fresh");
    },
  );

  it("T27: stops the run for a row refused because of the plan: all others would be, too", async () => {
    await expect(sendUsers(["ann"], { ann: failed("ERR_PLAN_QUOTA_RESTRICTION") })).rejects.toBeInstanceOf(ConfigError);
  });

  it.each([
    ["Ann", "ann"],
    ["ann", "ANN"],
  ])("T6: finds the verdict on %s that came back under %s", async (sent, back) => {
    expect(await sendUsers([sent], { [back]: written({ uid: "ann" }) })).toMatchObject([{ status: "written" }]);
    expect(await sendUsers([sent], [written({ uid: back })])).toMatchObject([{ status: "written" }]);
  });

  it("T6: prefers the very key that was sent to one in another case", async () => {
    const data = { ANN: written({ uid: "ANN" }), ann: failed("ERR_BAD_REQUEST") };
    expect(await sendUsers(["ann"], data)).toMatchObject([{ status: "rejected" }]);
  });

  it("T12: tells ids apart that look like numbers, which JavaScript sends and reads sorted", async () => {
    const data = { 9: failed("ERR_BAD_REQUEST"), 10: written({ uid: "10" }), 2: failed("ERR_UID_ALREADY_EXISTS") };
    const outcomes = await sendUsers(["10", "9", "2"], data);
    expect(outcomes.map(({ status }) => status)).toEqual(["written", "rejected", "duplicate"]);
  });

  it("finds keys that name what every object has", async () => {
    expect(await sendUsers(["constructor", "toString"], { constructor: written({}) })).toMatchObject([
      { status: "written" },
      { status: "retry" },
    ]);
  });
});

describe("an answer that is a list", () => {
  it("T13: belongs to the keys by place when they are 0, 1, 2, …", async () => {
    const outcomes = await sendUsers(["1", "0"], [failed("ERR_BAD_REQUEST"), written({})]);
    expect(outcomes.map(({ status }) => status)).toEqual(["written", "rejected"]);
  });

  it("T13: belongs to who it names, whatever the place", async () => {
    const outcomes = await sendUsers(["1", "2"], [written({ uid: "1" }), failed("ERR_BAD_REQUEST")]);
    expect(outcomes).toMatchObject([{ status: "written" }, { status: "retry", reason: { code: "no-verdict" } }]);
  });

  it("T13: is unknown where it neither names anybody nor counts from 0", async () => {
    const outcomes = await sendUsers(["1", "2"], [written({}), written({})]);
    expect(outcomes.map(({ status }) => status)).toEqual(["retry", "retry"]);
  });
});

describe("a failure of the whole request", () => {
  const against = async (status: number, code: string, headers = {}) => {
    const { sink } = await sinkAgainst({ status, headers, body: { error: { code, message: "words" } } });
    return await sink.send.user([userWire("ann")], NEVER).catch((error: unknown) => error);
  };

  it("T2: is a BatchError when poisoned, a ConfigError when refused, else a TransientError", async () => {
    expect(await against(500, "ERR_EXCEPTION")).toBeInstanceOf(BatchError);
    expect(await against(401, "AUTH_ERR_APIKEY_NOT_FOUND")).toBeInstanceOf(ConfigError);
    expect(await against(429, "ERR_TOO_MANY_REQUESTS", { "retry-after": "3" })).toMatchObject({ retryAfterMs: 3_000 });
  });

  it("T3: is open when a success holds no verdicts at all", async () => {
    const error = await against(200, "WHATEVER");
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ delivery: "unknown" });
  });

  it("never shows the key", async () => {
    expect(String(await against(401, "AUTH_ERR_APIKEY_NOT_FOUND"))).not.toContain("k3y");
  });
});

describe("the quota", () => {
  it.each([200, 429])("T44: is told on after an answer of status %s", async (status) => {
    const [date, reset] = ["Wed, 01 May 2024 12:00:00 GMT", "1714564860"];
    const headers = { date, "x-ratelimit-limit": "60", "x-ratelimit-remaining": "41", "x-ratelimit-reset": reset };
    const before = Date.now();
    const { sink } = await sinkAgainst({ status, headers, body: { data: {} } });
    const told: RateInfo[] = [];
    const sending = sink.send.user([userWire("ann")], { ...NEVER, onRate: (rate) => void told.push(rate) });
    await sending.catch(() => undefined);
    expect(told).toMatchObject([{ limit: 60, remaining: 41 }]);
    // A minute from now, whatever year it is there.
    expect(told[0]?.resetAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(told[0]?.resetAt).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});

describe("check", () => {
  it("T48: reads one user, which writes nothing", async () => {
    const { sink, heard } = await sinkAgainst({ body: { data: [] } });
    await sink.check();
    expect(heard).toMatchObject([{ method: "GET", url: "/v3/users?perPage=1", headers: { apikey: "k3y" } }]);
  });

  it("T48: finds an Auth Key", async () => {
    const { sink } = await sinkAgainst({ status: 403, body: { error: { code: "AUTH_ERR_NO_ACCESS" } } });
    await expect(sink.check()).rejects.toBeInstanceOf(ConfigError);
  });
});
