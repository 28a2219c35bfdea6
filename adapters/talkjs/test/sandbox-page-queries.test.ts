import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@chat-etl/sdk";
import { afterAll, describe, expect, it } from "vitest";
import { LIST_MEMBERS, LIST_TALKS, MESSAGES_AFTER, MESSAGES_BEFORE } from "../src/sandbox/state/arrived-rows.ts";
import { State } from "../src/sandbox/state/state.ts";

describe("the page's queries", () => {
  const folder = mkdtempSync(join(tmpdir(), "talkjs-sandbox-"));
  const state = new State(join(folder, "talkjs.sqlite"));
  const database = new DatabaseSync(join(folder, "talkjs.sqlite"), { readOnly: true });
  database.function("found", { varargs: true }, () => 1);
  afterAll(() => {
    database.close();
    state.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["messages before one", MESSAGES_BEFORE, "messagesNewestFirst (conversationId=? AND createdAt<?"],
    ["messages behind one", MESSAGES_AFTER, "messagesNewestFirst (conversationId=? AND createdAt>?"],
    ["members", LIST_MEMBERS, "participantsShown (conversationId=? AND seq>?"],
    ["conversations", LIST_TALKS, "conversationsByActivity (activityAt<?"],
  ])("%s: begin where the last page ended, in the order of an index", (_, sql, index) => {
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    expect(plan[0]).toMatch(/^SEARCH/);
    expect(plan[0]).toContain(index);
    expect(plan.filter((step) => /^SCAN|USE TEMP B-TREE FOR ORDER BY/.test(step))).toEqual([]);
  });

  it("will not open a file of another layout", () => {
    const path = join(folder, "other.sqlite");
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE users (id TEXT)");
    other.close();
    expect(() => new State(path)).toThrow(ConfigError);
  });
});
