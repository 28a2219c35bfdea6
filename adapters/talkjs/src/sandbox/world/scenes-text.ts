import type { TextNode } from "../shapes.ts";
import { UNKNOWN_USER_ID } from "./peculiar-users.ts";
import { ordinaryUserId } from "./people.ts";
import type { Line, Scene } from "./scene.ts";

const ANN = ordinaryUserId(0);
const BRAM = ordinaryUserId(1);

const tree = (...children: readonly TextNode[]) => ({ content: [{ type: "text" as const, children }] });
const mention = (id: string, name: string) => `<!!mention:${encodeURIComponent(id)}|${name}>`;
const mentioned = Array.from({ length: 14 }, (_, index) => mention(ordinaryUserId(index), `Person ${index}`));

/** Every control character that may stand in a text, but NUL. */
const CONTROLS = Array.from({ length: 31 }, (_, index) => String.fromCodePoint(index + 1)).join("");

const MARKUP: readonly Line[] = [
  { quirk: "bold", from: ANN, text: "This is *really bold* and this is 2*3." },
  { quirk: "italic", from: ANN, text: "_Perhaps_ it is snake_case_name." },
  { quirk: "strike", from: ANN, text: "~No~ yes, ~5 minutes." },
  { quirk: "nested-marks", from: ANN, text: "*bold _and italic ~and struck~_*" },
  { quirk: "code", from: ANN, text: "Run ```const a = *b;\nconst c = _d_;``` please" },
  { quirk: "bullets", from: ANN, text: "We need:\n- *milk*\n- bread\n* eggs\n+ salt\nand that is all." },
  { quirk: "labelled-link", from: ANN, text: "Read <https://example.com/a?b=1&c=2|the *terms*>." },
  { quirk: "mail-link", from: ANN, text: "<mailto:desk@example.com|Write us>" },
  {
    quirk: "auto-links",
    from: ANN,
    text: "https://example.com/x, desk@example.com, +31 20 123 4567, 2019-2021, 10.00-11.30",
  },
  { quirk: "action-link", from: null, text: "<actionlink:openOrder?id=42&from=chat|Open the order>" },
  { quirk: "action-button", from: null, text: "<actionbutton:accept?offer=7|Accept> <actionbutton:decline|Decline>" },
  {
    quirk: "mention-markup",
    from: ANN,
    text: `Hi ${mention("carol@example.com", "Carol")}, *see ${mention(BRAM, "Bram")}*!`,
  },
  {
    quirk: "mention-tree",
    from: ANN,
    text: `Hi ${mention("Bob", "Bob Upper")} and ${mention("bob", "bob lower")}`,
    ...tree("Hi ", { type: "mention", id: "Bob", text: "Bob Upper" }, " and ", {
      type: "mention",
      id: "bob",
      text: "bob lower",
    }),
  },
  { quirk: "more-than-10-mentions", from: ANN, text: `All of you: ${mentioned.join(" ")}` },
  { quirk: "mention-unknown-user", from: ANN, text: `Ask ${mention(UNKNOWN_USER_ID, "Nobody")}.` },
  { quirk: "custom-emoji", from: ANN, text: "Well done <!!customemoji::party-parrot:>" },
  {
    quirk: "lower-case-nodes",
    from: ANN,
    text: "- one\n- two",
    ...tree({
      type: "bulletlist",
      children: [
        { type: "bulletpoint", children: ["one"] },
        { type: "bulletpoint", children: ["two"] },
      ],
    }),
  },
  {
    quirk: "unknown-nodes",
    from: ANN,
    text: "quoted, code, suppressed",
    ...tree(
      { type: "blockquote", children: ["quoted", { type: "sparkle", children: [", "] }] },
      { type: "codeBlock", text: "code" },
      { type: "suppressed", text: ", suppressed" },
    ),
  },
];

const LITERALS: readonly Line[] = [
  { quirk: "literal-target-mention", from: ANN, text: "Why do I see <@uid:bob> there?" },
  { quirk: "literal-target-mention-all", from: ANN, text: "And <@all:x> or <@all:everyone>?" },
  { quirk: "literal-delimiters", from: ANN, text: "2 * 3 * 4, a_b_c, ~5 min, ** and __ and `tick`" },
  {
    quirk: "literal-delimiters-in-tree",
    from: ANN,
    text: "*not bold* _not italic_ ~not struck~",
    ...tree("*not bold* _not italic_ ~not struck~"),
  },
  { quirk: "literal-html", from: ANN, text: "<b>bold?</b> &amp; <script>alert(1)</script>" },
  { quirk: "literal-json", from: ANN, text: '{"text":"\\u0041 \\"quoted\\" \\\\ back"}' },
];

const CHARACTERS: readonly Line[] = [
  { quirk: "non-bmp", from: BRAM, text: "𝒳 𐍈 🦊 𠜎 at the end 🦊" },
  { quirk: "zwj-emoji", from: BRAM, text: "👩🏽‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈 🇳🇱 1️⃣" },
  { quirk: "rtl", from: BRAM, text: "שלום *עולם* مرحبا \u202Eabc\u202C end" },
  { quirk: "combining", from: BRAM, text: "e\u0301 is not é, Z\u0351\u036B\u0343a\u0353\u0302l\u0334go" },
  { quirk: "control-characters", from: BRAM, text: `a${CONTROLS}\u007F\u0085\u2028\u2029\uFEFFz` },
  { quirk: "line-ends", from: BRAM, text: "one\r\ntwo\rthree\n\n\nfour\n" },
  { quirk: "outer-spaces", from: BRAM, text: "  \t spaced out \u00A0 " },
];

const LENGTHS: readonly Line[] = [
  // One byte of ASCII before four-byte characters: every cut at a round number of bytes goes through the middle of one.
  { quirk: "text-over-10-kb", from: BRAM, text: `x${"🦊".repeat(2600)}` },
  { quirk: "text-over-10-kb-in-bytes-only", from: BRAM, text: "ü€".repeat(2100) },
  {
    quirk: "text-over-65536-characters",
    from: BRAM,
    text: `${"It goes on and on. ".repeat(3449)}abcd${"👩🏽‍🚀".repeat(600)} the end`,
  },
  { quirk: "text-long-bold", from: BRAM, text: `*${"word ".repeat(2100)}end* after` },
];

const EMPTY: readonly Line[] = [
  { quirk: "completely-empty", from: ANN, text: "" },
  { quirk: "zero-width-space-only", from: ANN, text: "\u200B" },
  { quirk: "spaces-only", from: ANN, text: "   " },
  { quirk: "empty-mark", from: ANN, text: "**", ...tree({ type: "bold", children: [] }) },
];

const room = (quirk: string, daysAgo: number, lines: readonly Line[]): Scene => ({
  quirk,
  id: quirk,
  subject: null,
  daysAgo,
  members: [ANN, BRAM, { userId: "bob", hasReadAll: true }],
  lines,
});

/** What people, and programs, write. */
export const TEXT_SCENES: readonly Scene[] = [
  room("text-markup", 50, MARKUP),
  room("text-literals", 49, LITERALS),
  room("text-characters", 48, CHARACTERS),
  room("text-lengths", 47, LENGTHS),
  room("text-empty", 46, EMPTY),
];
