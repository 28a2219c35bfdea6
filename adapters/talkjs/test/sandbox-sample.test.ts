import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GUEST_IDS, QUIRKS, type Quirk, sampleWorld, type WorldConversation } from "../src/sandbox/index.ts";
import { type Client, everything, idsOf, startClient, unhosted } from "./sandbox-client.ts";

const UNTIL = Date.UTC(2026, 0, 1);
const OPTIONS = { until: "2026-01-01", rate: "off" };

let client: Client;
let world: ReadonlyMap<string, WorldConversation>;

beforeAll(async () => {
  client = await startClient(OPTIONS, { sample: true });
  const all = [...sampleWorld({ seed: 1, until: UNTIL, scale: 1 }).conversations()];
  world = new Map(all.map((one) => [one.conversation.id, one]));
});

afterAll(() => client[Symbol.asyncDispose]());

function pathOf(conversationId: string): string {
  return `/conversations/${encodeURIComponent(conversationId)}`;
}

async function message(quirk: string) {
  const found = QUIRKS.find((one): one is Quirk => one.quirk === quirk && one.kind === "message");
  return (await client.get(`${pathOf(found?.conversationId ?? "")}/messages/${found?.id}`)).body;
}

describe("the sample world over HTTP", () => {
  it("E21: serves its users and nobody else", async () => {
    const users = [...sampleWorld({ seed: 1, until: UNTIL, scale: 1 }).users()];
    expect(await everything(client, "/users", 100)).toEqual(users);
    for (const id of GUEST_IDS) expect((await client.get(`/users/${id}`)).status).toBe(404);
  });

  it("E29: serves its conversations by last activity, page by page, each once", async () => {
    const served = await everything(client, "/conversations", 30);
    const activity = ({ conversation }: WorldConversation) =>
      conversation.lastMessage?.createdAt ?? conversation.createdAt;
    const expected = [...world.values()].sort(
      (one, other) =>
        activity(other) - activity(one) ||
        Buffer.compare(Buffer.from(one.conversation.id), Buffer.from(other.conversation.id)),
    );
    expect(unhosted(client, served)).toEqual(expected.map(({ conversation }) => conversation));
  });

  it("E68: serves every message of every conversation, newest first", async () => {
    for (const { conversation, messages } of world.values()) {
      const served = await everything(client, `${pathOf(conversation.id)}/messages`, 100);
      expect(unhosted(client, served), conversation.id).toEqual(messages);
    }
  });

  it("E67: orders equal times by id, also across pages", async () => {
    const served = await everything(client, `${pathOf("burst")}/messages`, 7);
    const ids = world.get("burst")?.messages.map(({ id }) => id);
    expect(served.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(220);
  });

  it("E66: leaves an imported old message out of last place", async () => {
    const { lastMessage } = (await client.get(pathOf("ends-of-time"))).body;
    expect(lastMessage.createdAt).toBe(UNTIL);
  });

  it("E70: gives a file as attachment and as a block", async () => {
    const { text, attachment, content } = await message("file-video");
    expect(text).toBe("");
    expect(attachment).toEqual({
      url: content[0].url,
      size: 7_340_032,
      dimensions: { width: 1280, height: 720, duration: 42.5 },
    });
    expect(content).toMatchObject([
      { type: "file", subtype: "video", filename: "tour of the house.mp4", fileToken: /^file_/u },
    ]);
  });

  it("T24: percent-encodes a file's whole path in its URL", async () => {
    const { url, filename } = (await message("file-foreign-name")).content[0];
    const segment = new URL(url).pathname.split("/").at(-1);
    expect(decodeURIComponent(segment ?? "").endsWith(`/${filename}`)).toBe(true);
  });

  it.each(["file-video", "file-foreign-name", "file-legacy"])("E78: serves the bytes of %s", async (quirk) => {
    const { url, size } = (await message(quirk)).attachment;
    const file = await fetch(url);
    expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, size]);
    expect((await fetch(url.replace(/token=.*/u, "token=guessed"))).status).toBe(404);
  });

  it("E77: tells more than 100 reactors page by page", async () => {
    const { id, conversationId, reactions } = await message("more-than-100-reactors");
    const list = `${pathOf(conversationId)}/messages/${id}/reactions/${encodeURIComponent("🙌")}`;
    const first = (await client.get(`${list}?limit=100`)).body.data;
    const rest = (await client.get(`${list}?limit=100&startingAfter=${first.at(-1).userId}`)).body.data;
    expect([first.length, rest.length, reactions["🙌"].count]).toEqual([100, 20, 120]);
  });

  it("T38: tells nobody as reader above 300 participants", async () => {
    const { participants, lastMessage } = (await client.get(pathOf("town-square"))).body;
    expect(Object.keys(participants)).toHaveLength(305);
    expect(Object.values<{ readUntil: number | null }>(participants).some(({ readUntil }) => readUntil !== null)).toBe(
      true,
    );
    expect(lastMessage.readBy).toEqual([]);
  });
});

describe("the state on disk", () => {
  it("outlives the sandbox, and is filled only when empty", async () => {
    const folder = await mkdtemp(join(tmpdir(), "talkjs-kept-"));
    {
      await using first = await startClient(OPTIONS, { sample: true, folder });
      await first.put("/users/late", { name: "Late" });
      await first.delete("/conversations/town-square");
    }
    {
      await using second = await startClient({ ...OPTIONS, seed: 2 }, { sample: true, folder });
      expect((await second.get("/users/late")).body).toMatchObject({ name: "Late" });
      expect((await second.get("/conversations/town-square")).status).toBe(404);
    }
    await rm(folder, { recursive: true });
  });

  it("stays empty without the sample", async () => {
    await using empty = await startClient(OPTIONS);
    expect(idsOf(await empty.get("/users"))).toEqual([]);
    expect(idsOf(await empty.get("/conversations"))).toEqual([]);
  });
});
