import { describe, expect, it } from "vitest";
import { idsByUrl, tokensIn } from "../src/normalize/file-addresses.ts";
import { withoutTokens } from "../src/normalize/tokens.ts";
import { WireMessage } from "../src/wire.ts";
import { known, message, TS } from "./known.ts";
import { keepLog, readAll, recordsOf } from "./read-all.ts";
import { MESSAGE, smallExport } from "./small-export.ts";

const SECRET = "xoxe-1-invented";

describe("18.14: a time", () => {
  it.each([
    [1_704_067_200.000_1, TS],
    [1_704_067_200.999_999, "1704067200.999999"],
    ["1704067200.0001", TS],
    [" 1704067200.000100 ", TS],
    [1_704_067_200, "1704067200.000000"],
  ])("%j still has all its microseconds", (ts, whole) => {
    expect(message({ ts }).message?.id).toBe(`C1:${whole}`);
  });

  it("names the beginning of its thread however both are written", () => {
    expect(message({ thread_ts: 1_704_067_100.5 }).message?.threadRootId).toBe("C1:1704067100.500000");
    expect(message({ thread_ts: 1_704_067_200.000_1 }).message?.threadRootId).toBe(undefined);
    expect(message({ thread_ts: "NaN" }).message).toMatchObject({ extra: { threadTs: "NaN" } });
    expect(message({ thread_ts: "NaN" }).message).not.toHaveProperty("threadRootId");
  });
});

describe("18.26: what is written otherwise is read for what it means", () => {
  it.each([
    ["false for a text", { user_profile: { display_name: false, name: "ann" }, attachments: [{ title: false }] }],
    ["a word for a flag", { hidden: "true", files: [{ id: "F1", is_external: "no" }] }],
    ["a number among texts", { subtype: "channel_archive", members: ["U1", 7, null] }],
    ["an array with gaps", { reactions: { 0: { name: "boat", users: { 3: "U1" }, count: 1 } } }],
    ["a count beyond all people", { reactions: [{ name: "boat", users: [], count: 1e18 }] }],
    ["a name that is half a character", { user: undefined, username: "half \ud83d" }],
  ])("%s", (_, fields) => {
    expect(message(fields).message?.text).toBe("hi");
  });

  it("numbers for ids, in every index", async () => {
    const path = await smallExport({
      "users.json": [{ id: 7, name: "seven" }],
      "channels.json": [{ id: 8, name: "general", members: [7] }],
      "general/2024-01-01.json": [{ ...MESSAGE, user: 7 }],
    });
    const lines = await readAll({ path });
    expect([...recordsOf(lines, "membership").keys()]).toEqual(["8/7"]);
    expect([...recordsOf(lines, "message").values()]).toMatchObject([{ conversationId: "8", authorId: "7" }]);
  });
});

it.each(["constructor", "__proto__", "toString"])("§6: a subtype called %j is one that nobody knows", (subtype) => {
  expect(message({ subtype }).message).toMatchObject({ type: "text", event: subtype, text: "hi" });
});

it("§9.1: files without an id are all kept", () => {
  const files = [
    { id: "", name: "a" },
    { id: "", name: "b" },
  ];
  expect(message({ files }).message?.attachments.map(({ name }) => name)).toEqual(["a", "b"]);
});

describe("§9.1: the export's token stands nowhere", () => {
  it.each([
    [`https://files.slack.com/a?t=${SECRET}`, "https://files.slack.com/a"],
    [`https://files.slack.com/a?token=${SECRET}&amp;x=1`, "https://files.slack.com/a?x=1"],
    [`https://files.slack.com/a#token=${SECRET}`, "https://files.slack.com/a"],
    ["https://files.slack.com/a?token=xoxe.xoxp-1-invented", "https://files.slack.com/a"],
    [
      `https://pictures.example/?u=https%3A%2F%2Ffiles.slack.com%2Fa%3Ft%3D${SECRET}%26x%3D1&s=2`,
      "https://pictures.example/?u=https%3A%2F%2Ffiles.slack.com%2Fa%3Fx%3D1&s=2",
    ],
    [`https://a.example/?u=b%253Ft%253D${SECRET}`, "https://a.example/?u=b"],
  ])("in %s", (address, clean) => {
    expect(withoutTokens({ [address]: [address] })).toEqual({ [clean]: [clean] });
  });

  it("in what messages know of people, channels and apps", async () => {
    const leak = `a?token=${SECRET}`;
    const path = await smallExport({
      "users.json": [{ id: "U1", name: leak, real_name: leak }],
      "channels.json": [
        { id: "C1", name: "general" },
        { id: "C2", name: leak },
      ],
      "integration_logs.json": [{ app_id: "A1", app_type: leak }],
      "general/2024-01-01.json": [{ ...MESSAGE, user: null, bot_id: "B1", app_id: "A1", text: "<@U1> in <#C2>" }],
    });
    const lines = await readAll({ path });
    expect([...recordsOf(lines, "message").values()]).toMatchObject([{ text: "@a in #a" }]);
    expect(JSON.stringify(lines)).not.toContain("xoxe");
  });

  it("in the name, title and type of a file, nor in the name of its copy", () => {
    const leak = `a?token=${SECRET}`;
    const file = { id: "F1", name: leak, title: `${leak} b`, mimetype: `x/y?t=${SECRET}`, url_private: leak };
    expect(JSON.stringify(message({ files: [file] }))).not.toContain("xoxe");
    expect([...idsByUrl(WireMessage.parse({ files: [file] }), known().policies)]).toEqual([["a", "F1"]]);
    expect(tokensIn(leak)).toEqual([]);
  });
});

describe("is told at the end of the messages", () => {
  const files = [{ id: "F1", name: "a", url_private: "https://files.slack.com/a" }];
  const days = { "general/2024-01-01.json": [{ ...MESSAGE, subtype: "tide_turned", files }] };

  it("§6: which kinds are not known, and how often", async () => {
    const log = keepLog();
    await readAll({ path: await smallExport(days) }, log);
    const told = log.lines.filter(([, fields]) => fields !== undefined && "kinds" in fields);
    expect(told.map(([, fields]) => fields)).toEqual([{ kinds: { tide_turned: 1 } }]);
  });

  it("§9.1: that files lie where only members can open them, unless the token stays in their addresses", async () => {
    const [kept, left] = [keepLog(), keepLog()];
    await readAll({ path: await smallExport(days) }, kept);
    await readAll({ path: await smallExport(days), fileTokens: "keep" }, left);
    expect(kept.notices).toEqual([["files-stay", expect.stringContaining("Files of 1 messages lie at Slack")]]);
    expect(left.notices).toEqual([]);
  });
});
