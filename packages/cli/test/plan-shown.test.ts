import type { Plan } from "@chat-etl/engine";
import { expect, it } from "vitest";
import { planMarkdown } from "../src/show/plan-markdown.ts";
import { planText } from "../src/show/plan-text.ts";

const NONE = {
  ...{ read: 0, added: 0, dropped: 0, unreadable: 0, staged: 0 },
  ...{ written: 0, implied: 0, duplicate: 0, rejected: 0, pending: 0 },
};

const PLAN: Plan = {
  event: "plan",
  status: "rejected",
  target: "app.us",
  workspace: ".etl/x",
  plannedAt: Date.UTC(2026, 10, 1, 12),
  tookMs: 5,
  kinds: {
    user: NONE,
    conversation: NONE,
    membership: NONE,
    message: { ...NONE, read: 70_000, staged: 70_000, written: 69_999, rejected: 1 },
  },
  open: { user: 0, conversation: 0, membership: 0, message: 70_000 },
  passes: [{ pass: "reads", kind: "membership", written: 12, duplicate: 0, rejected: 3, pending: 0 }],
  losses: { edit: 2 },
  lossDetails: [
    {
      kind: "message",
      code: "edit",
      message: "No edits.",
      count: 2,
      sample: "a",
      samples: [{ id: "m1", origin: "a" }],
    },
  ],
  rejects: [
    {
      ...{
        kind: "message",
        code: "blank-text",
        message: "<b>It</b> says | nothing.",
        count: 1,
        sample: "notes[7]\u001b[2J",
      },
      samples: [{ id: "`<script>`", origin: "notes[7]\u001b[2J" }],
    },
  ],
  drops: [{ kind: "message", code: "emptied", message: "It was emptied.", count: 3, sample: "notes[1]" }],
  requests: 1_412,
  requestsByKind: { user: 0, conversation: 0, membership: 0, message: 1_400 },
  parts: [
    { quotaClass: "main", requests: 1_400, durationMs: 23 * 60_000 },
    { pass: "reads", quotaClass: "core", requests: 12, durationMs: 0 },
  ],
  quotas: [
    {
      ...{ quotaClass: "main", quota: { requests: 60, perMs: 60_000, share: 0.8 }, requests: 1_400 },
      ...{ durationMs: 23 * 60_000, twiceDurationMs: 12 * 60_000 },
    },
    {
      ...{ quotaClass: "core", quota: { requests: 9, perMs: 1_000, burst: 600 }, requests: 12 },
      ...{ durationMs: 0, twiceDurationMs: 23 * 60_000 },
    },
  ],
  durationMs: 23 * 60_000,
  answerMs: 250,
  unknowns: ["Failures come on top."],
  notices: [{ code: "too-old", message: "Some are too old." }],
};

it("says when it will be finished, what twice the quota would mean, and what comes of each kind and pass", () => {
  const text = planText(PLAN).replaceAll(/\s+/g, " ");
  expect(text).toContain("A run will send 1,412 requests to app.us.");
  expect(text).toContain(
    "It takes 23 min 0 s at 80 % of 60 requests a minute; 9 requests a second, 600 at once first; begun now, until 2026-11-01 12:23 UTC.",
  );
  expect(text).toContain("With 80 % of 120 requests a minute: 12 min 0 s.");
  expect(text).not.toContain("18 requests a second");
  expect(text).toContain("│ message │ 70,000 │ 70,000 │ 70,000 │ 0 │ 1 │ 1,400 │");
  expect(text).toContain("│ reads │ membership │ 12 │ 3 │ 12 │");
  expect(text).toContain("- Failures come on top.");
  expect(text).not.toContain("\u001b[2J");
});

it("tells that nothing is left", () => {
  expect(planText({ ...PLAN, requests: 0 })).toContain("Nothing was sent, and nothing is left to send to app.us.");
});

it("a rehearsal is told by its own clocks too", () => {
  const text = planText({ ...PLAN, rehearsal: { speed: 60, durationMs: 23_000 } });
  expect(text).toContain("This rehearsal, with clocks 60 times as fast: 23 s.");
});

it("as Markdown, foreign ids are text, whatever they hold", () => {
  const text = planMarkdown(PLAN);
  expect(text).toContain("# Plan for `app.us`\n");
  expect(text).toContain("| message | 70,000 | 70,000 | 70,000 | 0 | 1 | 1,400 |");
  expect(text).toContain('### `blank-text`: 1 of kind "message"\n\n\\<b\\>It\\</b\\> says \\| nothing.');
  expect(text).toContain("- `` `<script>` ``, from `notes[7]�[2J`");
  expect(text).toContain("The first 1:\n\n- `m1`, from `a`");
  expect(text).toContain("## To mind\n\n- Some are too old.");
  expect(text).toContain("- 3 × message: It was emptied.");
});
