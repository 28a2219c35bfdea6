import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  GUEST_IDS,
  type TalkConversation,
  type TalkMessage,
  type TalkUser,
  writeExport,
} from "../src/sandbox/index.ts";
import { everything, startClient, unhosted } from "./sandbox-client.ts";

const UNTIL = Date.UTC(2026, 0, 1);

async function exported<Value>(path: string): Promise<readonly Value[]> {
  return JSON.parse(await readFile(path, "utf8"));
}

it("section 12: the export holds what the REST API serves, arrays of messages in the order of the conversations", async () => {
  const folder = await mkdtemp(join(tmpdir(), "talkjs-export-"));
  const written = await writeExport(join(folder, "new"), { seed: 3, until: UNTIL, scale: 0.5 });
  const users = await exported<TalkUser>(written.files.users);
  const conversations = await exported<TalkConversation>(written.files.conversations);
  const messages = await exported<readonly TalkMessage[]>(written.files.messages);
  expect([users.length, conversations.length, messages.flat().length]).toEqual([
    written.users,
    written.conversations,
    written.messages,
  ]);
  expect(messages).toHaveLength(conversations.length);
  expect(users.filter(({ id }) => GUEST_IDS.some((guest) => guest === id))).toEqual([]);

  await using client = await startClient(
    { seed: "3", until: String(UNTIL), scale: "0.5", rate: "off" },
    { sample: true },
  );
  expect(await everything(client, "/users", 100)).toEqual(users);
  const served = new Map((await everything(client, "/conversations", 30)).map((one) => [one.id, one]));
  expect(served.size).toBe(conversations.length);
  for (const [index, conversation] of conversations.entries()) {
    expect(unhosted(client, served.get(conversation.id))).toEqual(conversation);
    const own = await everything(client, `/conversations/${encodeURIComponent(conversation.id)}/messages`, 100);
    expect(messages[index]).toEqual(unhosted(client, own));
  }
  await rm(folder, { recursive: true });
});

it("section 12: an empty conversation has an empty array, and the files bear the app's id", async () => {
  const folder = await mkdtemp(join(tmpdir(), "talkjs-export-"));
  const { files } = await writeExport(folder, { seed: 1, until: UNTIL, scale: 0.01, appId: "myApp" });
  expect(files).toEqual({
    users: join(folder, "myApp-users.json"),
    conversations: join(folder, "myApp-conversations.json"),
    messages: join(folder, "myApp-messages.json"),
  });
  const conversations = await exported<TalkConversation>(files.conversations);
  const messages = await exported<readonly TalkMessage[]>(files.messages);
  expect(messages[conversations.findIndex(({ id }) => id === "empty-group")]).toEqual([]);
  await rm(folder, { recursive: true });
});
