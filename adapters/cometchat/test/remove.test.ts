import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Removed, RemoveOptions } from "@chat-etl/sdk";
import { expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { encode } from "../src/encode.ts";
import { cometchatSandbox } from "../src/sandbox/index.ts";
import { contextOf, conversation, membership, message, NOON, one, sent, user } from "./encode-context.ts";
import { NEVER, open } from "./sink-server.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };
const RECORD = conversation({ ownerId: "ann", createdAt: NOON });
const GROUP = contextOf({ record: RECORD, firstActivityAt: NOON });
const [ANN, BOB] = ["ann", "bob"].map((id) => one(encode.user(user(id, { createdAt: NOON - 500_000 }), GROUP)));
const [LOBBY] = sent(encode.conversation(RECORD, GROUP));
const SEAT = one(encode.membership(membership("bob", { joinedAt: NOON - 5_000 }), GROUP));
const [HELLO] = sent(encode.message(message({ id: "1", text: "hello" }), GROUP));
const OPTIONS: RemoveOptions = { ...NEVER, brought: async () => new Map() };

const Uids = z.object({ data: z.array(z.object({ uid: z.string() })) });
const uidsOf = async (answer: Response) => Uids.parse(await answer.json()).data.map(({ uid }) => uid);

const codeOf = (removed: Removed | undefined) => (removed?.status === "kept" ? removed.reason.code : removed?.status);

async function loaded() {
  const folder = await mkdtemp(join(tmpdir(), "cometchat-remove-"));
  const context = { folder, port: 0, speed: 1, sample: false, logger: LOGGER };
  const running = await cometchatSandbox.start({ retentionDays: "off", requestsPerMinute: "off" }, context);
  const sink = await open(running.config);
  onTestFinished(async () => {
    await sink.close?.();
    await running.close();
    await rm(folder, { recursive: true });
  });
  if (!ANN || !BOB || !LOBBY || !HELLO) throw new Error("nothing to send");
  await sink.send.user([ANN, BOB], NEVER);
  await sink.send.conversation([LOBBY], NEVER);
  await sink.send.membership([SEAT], NEVER);
  const [outcome] = await sink.send.message([HELLO], NEVER);
  const targetId = outcome && "targetId" in outcome ? outcome.targetId : undefined;
  const headers = { appid: running.config.appId ?? "", apikey: running.config.apiKey ?? "" };
  const api = async (method: string, path: string, body?: object) =>
    await fetch(`${running.url}/v3${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { api, targetId, hello: HELLO, remove: sink.remove ?? {}, wires: { ann: ANN, bob: BOB, lobby: LOBBY } };
}

it("E63: a message goes for good, the second time too, and another one of the same id stays", async () => {
  const { api, remove, targetId, hello } = await loaded();
  const metadata = { ...hello.data.metadata, sourceConversationId: "another" };
  const another = { ...hello, data: { ...hello.data, metadata } };
  expect(codeOf(await remove.message?.({ wires: [another], targetId }, OPTIONS))).toBe("no-mark");
  expect((await api("GET", `/messages/${targetId}`)).status).toBe(200);
  expect(codeOf(await remove.message?.({ wires: [hello] }, OPTIONS))).toBe("removed");
  expect((await api("GET", `/messages/${targetId}`)).status).toBe(404);
  expect(codeOf(await remove.message?.({ wires: [hello], targetId }, OPTIONS))).toBe("removed");
});

it("group and users stay for as long as a message is in the one, or from or to the others, and then go", async () => {
  const { api, remove, targetId, hello, wires } = await loaded();
  expect(codeOf(await remove.conversation?.({ wires: [wires.lobby] }, OPTIONS))).toBe("holds-others");
  expect(codeOf(await remove.user?.({ wires: [wires.ann] }, OPTIONS))).toBe("still-speaks");
  await api("DELETE", "/users", { uidsToDeactivate: ["ann"] });
  expect(codeOf(await remove.user?.({ wires: [wires.ann] }, OPTIONS))).toBe("still-speaks");
  await remove.message?.({ wires: [hello], targetId }, OPTIONS);
  expect(codeOf(await remove.conversation?.({ wires: [wires.lobby] }, OPTIONS))).toBe("removed");
  expect(codeOf(await remove.user?.({ wires: [wires.ann] }, OPTIONS))).toBe("removed");
  expect(await uidsOf(await api("GET", "/users?withDeactivated=true"))).toEqual(["bob"]);
  expect(codeOf(await remove.user?.({ wires: [wires.ann] }, OPTIONS))).toBe("removed");
});

it("a group or user that somebody made anew under the same id stays", async () => {
  const { api, remove, wires } = await loaded();
  for (const path of ["/groups/lobby", "/users/bob"]) await api("PUT", path, { metadata: { theirs: "now" } });
  expect(codeOf(await remove.conversation?.({ wires: [wires.lobby] }, OPTIONS))).toBe("no-mark");
  expect(codeOf(await remove.user?.({ wires: [wires.bob] }, OPTIONS))).toBe("no-mark");
});

it("a member is taken out of the group, and one who is no member counts as removed", async () => {
  const { api, remove } = await loaded();
  expect(codeOf(await remove.membership?.({ wires: [SEAT] }, OPTIONS))).toBe("removed");
  expect(await uidsOf(await api("GET", "/groups/lobby/members"))).not.toContain("bob");
  expect(codeOf(await remove.membership?.({ wires: [SEAT] }, OPTIONS))).toBe("removed");
});
