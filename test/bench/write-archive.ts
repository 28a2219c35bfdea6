import { once } from "node:events";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";

const DAY_MS = 86_400_000;
const USERS = 1_000;
export const MESSAGES_PER_CONVERSATION = 250;

/** Writes an archive of so many invented messages, three members to a conversation, over a year before an instant. */
export async function writeArchive(folder: string, messages: number, until: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const conversations = Math.ceil(messages / MESSAGES_PER_CONVERSATION);
  const began = until - 365 * DAY_MS;
  const membersOf = (conversation: number) => [0, 1, 2].map((n) => (conversation * 7 + n * 331) % USERS);
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ format: "chat-etl", version: 1, source: "json:bench" }));
  await writeLines(join(folder, "users.jsonl"), USERS, (n) => [
    { kind: "user", id: `user-${n}`, displayName: `User ${n}` },
  ]);
  await writeLines(join(folder, "conversations.jsonl"), conversations, (n) => [
    { kind: "conversation", id: `room-${n}`, type: "group", title: `Room ${n}`, createdAt: began },
  ]);
  await writeLines(join(folder, "memberships.jsonl"), conversations, (n) =>
    membersOf(n).map((user) => ({
      kind: "membership",
      conversationId: `room-${n}`,
      userId: `user-${user}`,
      joinedAt: began,
    })),
  );
  await writeLines(join(folder, "messages.jsonl"), messages, (n) => [
    {
      kind: "message",
      id: `message-${n}`,
      conversationId: `room-${n % conversations}`,
      authorId: `user-${membersOf(n % conversations)[n % 3]}`,
      sentAt: began + 1 + Math.floor((n * 364 * DAY_MS) / messages),
      text: `This is message number ${n}, about as long as what people write to each other. 👋`,
    },
  ]);
}

async function writeLines(file: string, count: number, recordsOf: (n: number) => readonly object[]): Promise<void> {
  const out = createWriteStream(file);
  for (let n = 0; n < count; n += 1) {
    const lines = recordsOf(n).map((record) => `${JSON.stringify(record)}\n`);
    if (!out.write(lines.join(""))) await once(out, "drain");
  }
  out.end();
  await finished(out);
}
