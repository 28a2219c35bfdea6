import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idsQuery, type MessageFilter } from "../src/sandbox/state/message-search.ts";
import { openState } from "../src/sandbox/state/state.ts";

describe("8: a page of messages costs no more than its rows, however many there are", () => {
  let folder: string;
  let db: DatabaseSync;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cometchat-plans-"));
    openState(folder).close();
    db = new DatabaseSync(join(folder, "cometchat.sqlite"));
  });
  afterAll(async () => {
    db.close();
    await rm(folder, { recursive: true });
  });

  const planOf = (filter: MessageFilter, affix: "append" | "prepend"): string => {
    const { sql, params } = idsQuery(filter, { affix, id: 7, limit: 10, offset: 0 });
    const order = affix === "append" ? "ASC" : "DESC";
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql} ORDER BY id ${order} LIMIT 10`).all(...params);
    return plan.map(({ detail }) => detail).join("\n");
  };

  const filters: readonly (readonly [string, MessageFilter, string])[] = [
    ["everything", {}, "INTEGER PRIMARY KEY (rowid>?)"],
    ["a conversation", { conversationId: "c" }, "messages_by_conversation (conversation_id=? AND id>?)"],
    ["a user", { party: "u" }, "messages_by_receiver (receiver=? AND rowid>?)"],
    ["a thread", { parentId: 1 }, "messages_by_parent (parent_id=? AND rowid>?)"],
    ["a sender", { sender: "u" }, "messages_by_sender (sender=? AND rowid>?)"],
    ["categories", { categories: ["message", "custom"] }, "messages_by_category (category=? AND rowid>?)"],
    ["types", { types: ["image"], categories: ["message"] }, "messages_by_type (type=? AND rowid>?)"],
    ["tags", { marks: [["tag:a", "tag:b"], ["links"]] }, "marks USING PRIMARY KEY (mark=? AND message_id>?)"],
    ["deleted ones", { isDeleted: true }, "messages_deleted (deleted=? AND rowid>?)"],
    ["a conversation's category", { conversationId: "c", categories: ["call"] }, "messages_by_conversation"],
  ];

  it.each(filters)("walks an index in order of ids for %s, and sorts nothing", (_, filter, index) => {
    const plan = planOf(filter, "append");
    expect(plan).toContain(index);
    for (const each of [plan, planOf(filter, "prepend")]) {
      expect(each).not.toMatch(/TEMP B-TREE|SCAN (?:messages|marks)/);
    }
  });
});
