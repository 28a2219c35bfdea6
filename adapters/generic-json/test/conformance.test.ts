import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSink, describeSource } from "@chat-etl/conformance";
import { type ChatRecord, idOf, KINDS, type Kind } from "@chat-etl/model";
import { genericJsonSource, jsonSink } from "../src/index.ts";
import { writeExport } from "./export.ts";

/** One page of a file is 500 values. */
const MESSAGES = 1_800;

describeSource(genericJsonSource, async () => {
  const users = ["ann", "bob"].map((id) => ({ kind: "user", id, displayName: id }));
  const rooms = [{ kind: "conversation", id: "harbour", type: "group" }];
  const seats = users.map(({ id }) => ({ kind: "membership", conversationId: "harbour", userId: id }));
  const messages = Array.from({ length: MESSAGES }, (_, n) => ({
    ...{ kind: "message", id: `m${n}`, conversationId: "harbour", authorId: n % 2 ? "ann" : "bob", sentAt: 1_000 + n },
    text: `Number ${n}`,
    metadata: { order: n },
  }));
  const path = writeExport({
    "archive.json": { format: "chat-etl", version: 1, source: "conformance:world" },
    "users.jsonl": linesOf(users),
    "conversations.jsonl": linesOf(rooms),
    "memberships.jsonl": linesOf(seats),
    "messages.jsonl": linesOf(messages),
  });
  return { config: { path, mapping: "canonical" }, close: () => rm(path, { recursive: true }) };
});

describeSink(jsonSink, async () => {
  const parent = await mkdtemp(join(tmpdir(), "etl-archive-"));
  const folder = join(parent, "archive");
  const idsIn = async (kind: Kind) => {
    const text = await readFile(join(folder, `${kind}s.jsonl`), "utf8").catch(() => "");
    return text.split("\n").flatMap((line) => (line === "" ? [] : [idOf(JSON.parse(line) as ChatRecord)]));
  };
  return {
    config: { folder },
    contents: async () => {
      const [user, conversation, membership, message] = await Promise.all(KINDS.map(idsIn));
      return {
        user: user ?? [],
        conversation: conversation ?? [],
        membership: membership ?? [],
        message: message ?? [],
      };
    },
    close: () => rm(parent, { recursive: true }),
  };
});

function linesOf(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
