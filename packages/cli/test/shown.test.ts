import { expect, it } from "vitest";
import { ANY_CALL } from "../src/call.ts";
import { groupLines } from "../src/show/errors-text.ts";
import { formatDuration, printable, printableLines, wrap } from "../src/show/format.ts";
import { groupsText } from "../src/show/groups-text.ts";
import { lineOf } from "../src/show/lines.ts";
import { countsText } from "../src/show/summary-text.ts";
import { Throttle } from "../src/show/throttle.ts";
import { verificationText } from "../src/show/verification-text.ts";

const NONE = {
  read: 0,
  added: 0,
  dropped: 0,
  unreadable: 0,
  staged: 0,
  written: 0,
  implied: 0,
  duplicate: 0,
  rejected: 0,
  pending: 0,
};

it("shows a count of any length whole", () => {
  const group = { kind: "message", code: "blank-text", message: "It says nothing.", count: 1_499_999, sample: "n" };
  expect(groupsText("Rejected", [{ ...group, kind: "message" as const }]).join("\n")).toContain("1,499,999");
});

it("shows what became of every kind, and why", () => {
  const text = countsText({
    passes: [{ pass: "threads", kind: "message", written: 2, duplicate: 0, rejected: 0, pending: 0 }],
    kinds: {
      user: { ...NONE, read: 2, added: 1, staged: 3, written: 3 },
      conversation: { ...NONE, read: 1, staged: 1, written: 1, implied: 1 },
      membership: NONE,
      message: { ...NONE, read: 1_234, staged: 1_234, written: 1_230, implied: 2, duplicate: 3, rejected: 1 },
    },
    rejects: [
      { kind: "message", code: "blank-text", message: "It says nothing.", count: 1, sample: "notes[7]\u001b[2J" },
    ],
    lossDetails: [],
    drops: [],
  });
  expect(text).toContain("│ message      │ 1,234 │  1,234 │   1,230 │         3 │        1 │       0 │");
  expect(text).toContain('1 of kind "user" were added, because others name them and the source does not have them.');
  expect(text).toContain('1 of kind "conversation" needed no sending: the target has no such thing of its own.');
  expect(text).toContain(
    '2 of kind "message" needed no sending: the target has no such thing of its own, or a pass brings it.',
  );
  expect(text).toContain('3 of kind "message" were in the target already');
  expect(text).toContain("It says nothing. For one: notes[7]�[2J");
  expect(text).not.toContain("Lost on the way");
});

it("says of rejects what mends them: the file of an export, or the source where no record came of it", () => {
  const at = { kind: "message", code: "x", message: "Why.", origin: "m.json@1" } as const;
  const group = { code: "x", message: "Why.", count: 1 };
  const [value, record] = [
    { ...group, first: [at] },
    { ...group, first: [{ ...at, id: "m1" }] },
  ];
  expect(groupLines([value], ANY_CALL)).not.toContain("--export");
  expect(groupLines([value], ANY_CALL)).toContain("Mend it at the source");
  expect(groupLines([record], ANY_CALL)).not.toContain("at the source");
  expect(groupLines([value, record], ANY_CALL)).toMatch(/--export[\s\S]*at the source/);
});

it("calls a target equal only so far while records are still to be sent", () => {
  const none = { expected: 0, found: 0, missing: 0, doubled: 0, changed: 0, foreign: 0, reordered: 0 };
  const counts = { ...none, newer: 0, elsewhere: 0 };
  const told = (pending: number) =>
    verificationText({
      ...{ event: "verification", status: "equal", pipeline: "a-to-b", target: "b", share: 1, workspace: "w" },
      ...{ startedAt: "", endedAt: "", cutOverAt: "", samples: [], advice: [], rejected: 0, pending },
      kinds: { user: counts, conversation: counts, membership: counts, message: counts },
      conversations: { compared: 1, equal: 1 },
      unreadable: { count: 0, places: [] },
    });
  expect(told(0)).toContain("Equal: what was sent to b is there");
  expect(told(3)).toContain("Equal so far: what was sent to b is there");
});

it("keeps control characters of foreign names away from the terminal", () => {
  expect(printable("a\u001b]0;x\u0007b\n")).toBe("a�]0;x�b�");
  expect(lineOf({ event: "notice", code: "x", message: "evil\u001b[31m" })).toBe("! evil�[31m");
  expect(lineOf({ event: "waiting", ms: 1_000, why: "evil\u001b[31m" })).toBe("  waiting 1.0 s: evil�[31m");
  expect(printableLines("evil\u001b[31m\nand more")).toBe("evil�[31m\nand more");
});

it("says how long in words a person uses", () => {
  expect([400, 59_400, 61_000, 3_660_000].map(formatDuration)).toEqual(["0.4 s", "59 s", "1 min 1 s", "1 h 1 min"]);
});

it("breaks long lines at spaces, and a word longer than the line where it must", () => {
  expect(wrap("one two three", 9)).toEqual(["one two", "three"]);
  expect(wrap("extraordinary day", 8)).toEqual(["extraor", "dinary", "day"]);
});

it("lets few progress events through, but always a kind's last one, once", () => {
  const throttle = new Throttle(1_000_000);
  const settled = (count: number) =>
    throttle.lets({ event: "settled", kind: "user", settled: count, total: 9, sent: count });
  expect([settled(1), settled(2), settled(9), settled(9)]).toEqual([true, false, true, false]);
  const read = (done: boolean) => throttle.lets({ event: "read", stream: "s", values: 1, done });
  expect([read(false), read(false), read(true)]).toEqual([true, false, true]);
  const another = { event: "settled", kind: "message", settled: 9, total: 9, sent: 9 } as const;
  expect([throttle.lets(another), throttle.lets({ ...another, pass: "threads" })]).toEqual([true, true]);
  expect(throttle.lets({ event: "phase", phase: "load" })).toBe(true);
});
