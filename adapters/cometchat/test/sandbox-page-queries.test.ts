import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { LIST_MEMBERS, MESSAGES_AFTER, MESSAGES_BEFORE } from "../src/sandbox/state/arrived.ts";
import { openState } from "../src/sandbox/state/state.ts";
import { LIST_TALKS, openTalks } from "../src/sandbox/state/talks.ts";

describe("the page's queries", () => {
  const folder = mkdtempSync(join(tmpdir(), "cometchat-sandbox-"));
  const state = openState(folder);
  const db = new DatabaseSync(join(folder, "cometchat.sqlite"), { readOnly: true });
  openTalks(db);
  afterAll(() => {
    db.close();
    state.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["messages before one", MESSAGES_BEFORE, "messages_by_conversation (conversation_id=? AND"],
    ["messages behind one", MESSAGES_AFTER, "messages_by_conversation (conversation_id=? AND"],
    ["members", LIST_MEMBERS, "members_by_group (guid=?"],
    ["conversations", LIST_TALKS, "talk_by_activity ("],
  ])("%s: begin where the last page ended, in the order of an index", (_, sql, index) => {
    const plan = db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    expect(plan[0]).toContain(`USING INDEX ${index}`);
    // Only the few reactions of a message are sorted.
    const few = /^(?:SEARCH|CORRELATED SCALAR SUBQUERY|CO-ROUTINE|SCAN \(subquery|USE TEMP B-TREE FOR ORDER BY$)/;
    expect(plan.filter((step) => !few.test(step))).toEqual([]);
  });

  it("cannot write", () => {
    expect(() => db.exec("DELETE FROM messages")).toThrow("readonly");
  });
});
