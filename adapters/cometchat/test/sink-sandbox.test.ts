import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchError, ConfigError, type SandboxContext } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { encode } from "../src/encode.ts";
import { cometchatSink } from "../src/index.ts";
import { anyMessage, users } from "./encode-arbitraries.ts";
import { contextOf, conversation, membership, message, NOON, one, pairContext, sent, user } from "./encode-context.ts";
import { NEVER, open } from "./sink-server.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };
const FAULTLESS = { retentionDays: "off", requestsPerMinute: "off" };

async function sandboxed(options: Readonly<Record<string, unknown>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "cometchat-sink-"));
  const context: SandboxContext = { folder, port: 0, speed: 1000, sample: false, logger: LOGGER };
  const sandbox = await cometchatSink.sandbox?.();
  const running = await sandbox?.start({ ...FAULTLESS, ...options }, context);
  if (running === undefined) throw new Error("no sandbox");
  const sink = await open(running.config);
  onTestFinished(async () => {
    await sink.close?.();
    await running.close();
    await rm(folder, { recursive: true });
  });
  const order = (fault: object) =>
    fetch(`${running.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
  return { sink, config: running.config, order };
}

const PEOPLE = ["ann", "bob", "Carl@x.org", "system", "0", "1"].map((id) => user(id, { createdAt: NOON - 500_000 }));
const RECORD = conversation({ ownerId: "ann", createdAt: NOON });
const GROUP = contextOf({ record: RECORD, firstActivityAt: NOON });
const USERS = PEOPLE.map((person) => one(encode.user(person, GROUP)));
const GROUPS = sent(encode.conversation(RECORD, GROUP));
const MEMBERS = ["ann", "bob", "Carl@x.org"].map((id) =>
  one(encode.membership(membership(id, { joinedAt: NOON - 5_000, ...(id === "bob" && { state: "banned" }) }), GROUP)),
);
const MESSAGES = [
  message({ id: "1", text: "hi @Carl", entities: [{ type: "user_mention", userId: "Carl@x.org", start: 3, end: 8 }] }),
  message({ id: "2", text: "long ".repeat(5_000), metadata: { offer: "x".repeat(6_000) } }),
  message({ id: "3", text: "", attachments: [{ kind: "image", url: "https://x.org/cat", sizeBytes: 3 }] }),
  message({ id: "4", text: "", location: { latitude: 1.5, longitude: 2.5 } }),
  message({ id: "5", authorId: null, type: "system", text: "Ann joined", event: "member_joined" }),
].flatMap((record) => sent(encode.message(record, GROUP)));
const PRIVATE = sent(encode.message(message({ id: "6", readBy: [{ userId: "bob" }] }), pairContext()));

async function loadParents({ sink }: Awaited<ReturnType<typeof sandboxed>>) {
  return [
    ...(await sink.send.user(USERS, NEVER)),
    ...(await sink.send.conversation(GROUPS, NEVER)),
    ...(await sink.send.membership(MEMBERS, NEVER)),
  ].map(({ status }) => status);
}

it("E14, E19, E25, E31: everything it encodes is taken; T18: the owner is a member already", async () => {
  const world = await sandboxed();
  await world.sink.check();
  expect(await loadParents(world)).toEqual([...Array(7).fill("written"), "duplicate", "written", "written"]);
  const outcomes = await world.sink.send.message([...MESSAGES, ...PRIVATE], NEVER);
  expect(outcomes.filter(({ status }) => status !== "written")).toEqual([]);
  expect(outcomes.every((outcome) => "targetId" in outcome && /^\d+$/.test(outcome.targetId ?? ""))).toBe(true);
});

it("E17, E24, E26, E32: nothing is stored twice when everything is sent twice", async () => {
  const world = await sandboxed();
  await loadParents(world);
  await world.sink.send.message(MESSAGES, NEVER);
  expect(new Set(await loadParents(world))).toEqual(new Set(["duplicate"]));
  const again = await world.sink.send.message(MESSAGES, NEVER);
  expect(again).toEqual(MESSAGES.map(() => ({ status: "duplicate", targetId: undefined })));
});

it("T13: understands a list for the users 0, 1, 2, …", async () => {
  const { sink } = await sandboxed({ numericKeyArray: true });
  const numbered = USERS.filter(({ uid }) => /^\d$/.test(uid));
  expect(await sink.send.user([...numbered].reverse(), NEVER)).toEqual([
    { status: "written", targetId: "1" },
    { status: "written", targetId: "0" },
  ]);
});

it("2.6: understands rows that are nested twice", async () => {
  const world = await sandboxed({ rowNesting: "double" });
  await loadParents(world);
  expect(await world.sink.send.message(PRIVATE, NEVER)).toEqual([
    { status: "written", targetId: expect.stringMatching(/^\d+$/) },
  ]);
});

it("E33, T1, T2: a message that is too old is a BatchError", async () => {
  const world = await sandboxed({ retentionDays: 183 });
  await loadParents(world);
  await expect(world.sink.send.message(MESSAGES, NEVER)).rejects.toBeInstanceOf(BatchError);
});

it("T48, T27: a wrong key is found by the check, an app without data import by the first request", async () => {
  const { sink, config } = await sandboxed({ importEnabled: false });
  await sink.check();
  await expect(sink.send.user(USERS, NEVER)).rejects.toBeInstanceOf(ConfigError);
  for (const wrong of [{ apiKey: "0000000000" }, { appId: "nobody" }]) {
    const mistaken = await open({ ...config, ...wrong });
    onTestFinished(() => mistaken.close?.());
    await expect(mistaken.check()).rejects.toBeInstanceOf(ConfigError);
  }
});

it("E5, E6, T44: answers tell what is left of the quota, and a refused one how long to wait", async () => {
  const { sink, order } = await sandboxed({ requestsPerMinute: 60 });
  const remaining: number[] = [];
  const options = { ...NEVER, onRate: (rate: { readonly remaining: number }) => void remaining.push(rate.remaining) };
  await sink.send.user(USERS, options);
  expect(remaining).toEqual([59]);
  await order({ fault: "too-many-requests", path: "/data_import/" });
  const refused = await sink.send.user(USERS, NEVER).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: "TransientError", delivery: "none", retryAfterMs: expect.any(Number) });
});

it("E35–E40: whatever a message holds, the platform takes what is made of it", async () => {
  const world = await sandboxed();
  await loadParents(world);
  const people = [...users.values()].map((person) => one(encode.user(person, GROUP)));
  await world.sink.send.user(people, NEVER);
  const records = fc
    .sample(anyMessage, { numRuns: 150, seed: 7 })
    .map((record, index) => ({ ...record, id: `r${index}` }));
  const wires = records.flatMap((record) => {
    const encoded = encode.message(record, { ...GROUP, users });
    return "reject" in encoded ? [] : encoded.send;
  });
  expect(wires.length).toBeGreaterThan(150);
  for (let at = 0; at < wires.length; at += 50) {
    const outcomes = await world.sink.send.message(wires.slice(at, at + 50), NEVER);
    expect(outcomes.filter(({ status }) => status !== "written")).toEqual([]);
  }
});

it("T2, T3, E69: whatever becomes of the answer, sending again finds everything there", async () => {
  for (const fault of ["commit-then-cut", "commit-then-server-error", "not-json", "missing-key"]) {
    const world = await sandboxed();
    await loadParents(world);
    await world.order({ fault, path: "/data_import/messages" });
    const first = await world.sink.send.message(MESSAGES, NEVER).catch(() => []);
    expect(first.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(first.filter(({ status }) => status === "written").length).toBeLessThan(MESSAGES.length);
    const again = await world.sink.send.message(MESSAGES, NEVER);
    expect(again.map(({ status }) => status)).toEqual(MESSAGES.map(() => "duplicate"));
  }
});
