import { describe, expect, it } from "vitest";
import { known, message, TS } from "./known.ts";

const SECRET = "xoxe-1-invented";

describe("§5, §17: time", () => {
  it("comes from the digits alone: three for the time, six for the order", () => {
    const made = message({ ts: "1704067200.999999" }).message;
    expect(made).toMatchObject({ id: "C1:1704067200.999999", sentAt: 1_704_067_200_999, rank: 1_704_067_200_999_999 });
  });

  it("18.13: keeps two messages of one millisecond apart", () => {
    const [one, other] = ["1704067200.000002", "1704067200.000003"].map((ts) => message({ ts }).message);
    expect(one?.sentAt).toBe(other?.sentAt);
    expect((other?.rank ?? 0) - (one?.rank ?? 0)).toBe(1);
  });
});

describe("§6: subtypes", () => {
  it.each([
    ["channel_join", "system", "member_joined"],
    ["group_leave", "system", "member_left"],
    ["channel_topic", "system", "topic_changed"],
    ["group_name", "system", "renamed"],
    ["tombstone", "system", "tombstone"],
    ["bot_add", "system", "integration_changed"],
    ["emoji_changed", "system", "emoji_changed"],
    ["huddle_thread", "call", "huddle"],
    ["ekm_access_denied", "unsupported", "redacted"],
    ["bot_message", "text", undefined],
    ["tide_turned", "text", "tide_turned"],
  ])("%s is of type %s and tells of %s, in its own words", (subtype, type, event) => {
    expect(message({ subtype }).message).toMatchObject({ type, text: "hi", extra: { subtype } });
    expect(message({ subtype }).message?.event).toBe(event);
  });

  it.each([
    [{ subtype: "message_changed", hidden: true }, "edit-log"],
    [{ subtype: "message_deleted", hidden: true }, "deletion-log"],
    [{ subtype: "message_replied" }, "thread-notice"],
    [{ subtype: "who_knows", hidden: true }, "hidden"],
    [{ type: "desktop_notification" }, "no-message"],
  ])("%j is no message", (fields, code) => {
    expect(message(fields).dropped).toBe(code);
  });

  it("me_message is marked as an action, a broadcast reply as one", () => {
    expect(message({ subtype: "me_message" }).message?.extra).toMatchObject({ isAction: true });
    const reply = { subtype: "thread_broadcast", thread_ts: "1704067100.000000" };
    expect(message(reply).message).toMatchObject({
      threadRootId: "C1:1704067100.000000",
      extra: { isBroadcast: true },
    });
  });

  it("file_share keeps the uploader's comment and not what Slack wrote around it", () => {
    const file = { id: "F1", name: "a.png", url_private: "https://files.slack.com/a.png" };
    const text = "<@U1|ann> uploaded a file: <https://x.slack.com/a|a.png> and commented: look";
    const share = { subtype: "file_share", text, username: "<@U1|ann>" };
    expect(message({ ...share, file }).message).toMatchObject({ text: "", type: "media" });
    const commented = { ...file, initial_comment: { user: "U1", comment: "look" } };
    expect(message({ ...share, file: commented }).message?.text).toBe("look");
    expect(message({ ...share, text: "my own words", file }).message?.text).toBe("my own words");
    expect(message({ ...share, file }).message?.extra).not.toHaveProperty("authorDisplayName");
  });

  it("file_comment quotes the message that shared the file, if the file tells", () => {
    const shares = { public: { C1: [{ ts: "1704067100.000000" }] } };
    const fields = { subtype: "file_comment", comment: { user: "U2", comment: "nice" }, file: { id: "F1", shares } };
    expect(message(fields).message).toMatchObject({ text: "nice", replyToId: "C1:1704067100.000000" });
  });
});

describe("§7: threads and edits", () => {
  it("a reply names its root, be it there or not; a root names none", () => {
    expect(message({ thread_ts: "1600000000.000000" }).message?.threadRootId).toBe("C1:1600000000.000000");
    expect(message({ thread_ts: TS, reply_count: 2 }).message).not.toHaveProperty("threadRootId");
  });

  it("§6, §14: a message that the log of deletions names is a tombstone in its place, without its words", () => {
    const previous = { ts: TS, thread_ts: "1704067100.000000", user: "U1", text: "regretted" };
    const log = { subtype: "message_deleted", hidden: true, ts: "1704067300.000000", previous_message: previous };
    for (const entry of [log, { ...log, deleted_ts: TS }]) {
      const made = message(entry);
      expect(made.message).toMatchObject({
        id: `C1:${TS}`,
        authorId: null,
        event: "tombstone",
        threadRootId: "C1:1704067100.000000",
        extra: { deletedAt: 1_704_067_300_000, deletedBy: "U1" },
      });
      expect(JSON.stringify(made)).not.toContain("regretted");
    }
    const about = known({ policies: { systemMessages: "drop" } });
    expect(message(log, about).message?.event).toBe("tombstone");
  });

  it("§14: an edit keeps its time, and whose it was if it was another", () => {
    const edited = { user: "U2", ts: "1704067300.000000" };
    const made = message({ edited }).message;
    expect(made).toMatchObject({ editedAt: 1_704_067_300_000, extra: { editedBy: "U2" } });
    expect(message({ edited: { ...edited, user: "U1" } }).message?.extra).not.toHaveProperty("editedBy");
  });
});

describe("§5: reactions", () => {
  const reactions = (list: readonly (object | null)[], about = known()) =>
    message({ reactions: list }, about).message?.reactions;

  it("18.37: are all kept, one for each person", () => {
    const all = [
      { name: "boat", users: ["U1", "U2"], count: 2 },
      { name: "logo", users: ["U1"], count: 1 },
    ];
    expect(reactions(all)).toEqual([
      { emoji: "⛵", userId: "U1", count: 1 },
      { emoji: "⛵", userId: "U2", count: 1 },
      { emoji: ":logo:", userId: "U1", count: 1 },
    ]);
  });

  it("18.30: of two names or listings that are one emoji count once for one person, skin tones apart", () => {
    const twice = [
      { name: "+1", users: ["U1", "U1"], count: 2 },
      { name: "thumbsup", users: ["U1"], count: 1 },
      { name: "+1::skin-tone-3", users: ["U1"], count: 1 },
    ];
    expect(reactions(twice)?.map(({ emoji, userId }) => [emoji, userId])).toEqual([
      ["👍", "U1"],
      ["👍🏼", "U1"],
    ]);
  });

  it("that Slack counts and does not name are counted", () => {
    expect(reactions([{ name: "heart", users: ["U1"], count: "11" }])).toMatchObject([{ userId: "U1" }, { count: 10 }]);
  });

  it("without a name, and none at all, do not cost the message", () => {
    expect(reactions([null, { users: ["U1"] }])).toMatchObject([{ emoji: ":unknown:", userId: "U1" }]);
  });

  it("18.38: of people who become one in the target count once", () => {
    const about = known({
      targetIds: new Map([
        ["U1", "ann"],
        ["U2", "ann"],
      ]),
    });
    expect(reactions([{ name: "boat", users: ["U1", "U2"], count: 2 }], about)).toMatchObject([{ userId: "ann" }]);
  });
});

describe("§9.1: files", () => {
  const file = {
    id: "F1",
    name: "a.png",
    mimetype: "image/png",
    size: "12",
    url_private: `https://files.slack.com/v/a.png?t=${SECRET}`,
    url_private_download: `https://files.slack.com/a.png?token=${SECRET}&x=1`,
    thumb_360: `https://files.slack.com/t.png?t=${SECRET}`,
    original_w: "600",
  };

  it("are linked without the export's token, which stands nowhere", () => {
    const made = message({
      files: [file],
      text: `see <https://files.slack.com/b?a=1&amp;token=${SECRET}&amp;c=2|b>`,
      attachments: [{ image_url: `https://files.slack.com/c.png?t=${SECRET}`, text: "c" }],
    });
    expect(made.message?.attachments[0]).toEqual({
      kind: "image",
      name: "a.png",
      mimeType: "image/png",
      sizeBytes: 12,
      url: "https://files.slack.com/a.png?x=1",
      width: 600,
      thumbnailUrl: "https://files.slack.com/t.png",
    });
    expect(made.message?.entities[0]).toMatchObject({ url: "https://files.slack.com/b?a=1&c=2" });
    expect(JSON.stringify(made)).not.toContain(SECRET);
  });

  it("keep the token where it is asked for by name, and only at Slack's hosts", () => {
    const about = known({ policies: { fileTokens: "keep" } });
    const elsewhere = { ...file, id: "F2", url_private_download: `https://evil.example/a?t=${SECRET}` };
    const [own, other] = message({ files: [file, elsewhere] }, about).message?.attachments ?? [];
    expect(own?.url).toContain(SECRET);
    expect(other?.url).toBe("https://evil.example/a");
    expect(JSON.stringify(message({ files: [file] }, about).message?.extra)).not.toContain(SECRET);
  });

  it("of both generations count once, and those one may not see are named", () => {
    const made = message({ file, files: [file, null], x_files: ["F1", "F7"] }).message;
    expect(made?.attachments.map(({ name }) => name)).toEqual(["a.png", "File without access"]);
  });

  it.each([
    [{ id: "F1", mode: "tombstone" }, "Deleted file", "deleted"],
    [{ id: "F1", mode: "hidden_by_limit" }, "File hidden by the plan's limit", "hidden"],
    [{ id: "F1", file_access: "check_file_info" }, "File of another workspace", "withheld"],
    [{ id: "F1", file_access: "access_denied", name: "b.pdf" }, "b.pdf", "denied"],
    [{ id: "F1", file_access: "file_not_found" }, "Missing file", "missing"],
    [{ id: "F1", name: null, title: null }, "Missing file", "missing"],
  ])("18.20: of which only a stub is left say why: %j", (stub, name, availability) => {
    const made = message({ text: "", files: [stub] }).message;
    expect(made?.text).toBe(name);
    expect(message({ text: "look", files: [stub] }).message?.text).toBe("look");
    expect(made?.attachments).toEqual([{ kind: "file", name }]);
    expect(made?.extra.files).toEqual([expect.objectContaining({ id: "F1", availability })]);
  });

  it.each([
    [{ mimetype: "video/mp4" }, "video"],
    [{ mimetype: "audio/mpeg", subtype: "slack_audio" }, "voice"],
    [{ mode: "external", external_url: "https://drive.example/1" }, "link"],
    [{ mimetype: "text/plain", mode: "snippet" }, "file"],
  ])("of %j are of kind %s", (fields, kind) => {
    expect(message({ files: [{ ...file, ...fields }] }).message?.attachments[0]?.kind).toBe(kind);
  });
});

describe("§9.2: attachments", () => {
  it("with an address they were made from are link previews", () => {
    const preview = { from_url: "https://a.example/", title: "A", image_url: "https://a.example/i.png" };
    expect(message({ attachments: [preview] }).message).toMatchObject({
      type: "text",
      attachments: [{ kind: "link", url: "https://a.example/", title: "A", thumbnailUrl: "https://a.example/i.png" }],
    });
  });

  const quote = { is_msg_unfurl: true, channel_id: "C1", ts: "1704060000.000000", text: "quoted" };

  it("that quote a message of this export are a reply to it", () => {
    expect(message({ attachments: [quote] }).message).toMatchObject({
      replyToId: "C1:1704060000.000000",
      attachments: [],
    });
    const from_url = "https://x.slack.com/archives/C1/p1704060000000000";
    expect(message({ attachments: [{ is_msg_unfurl: true, from_url }] }).message?.replyToId).toBe(
      "C1:1704060000.000000",
    );
  });

  it("that quote one from elsewhere are a link, and keep what they quote", () => {
    const from_url = "https://x.slack.com/archives/C9/p1704060000000000";
    const made = message({ attachments: [{ ...quote, channel_id: "C9", from_url }] }).message;
    expect(made).not.toHaveProperty("replyToId");
    expect(made?.attachments).toMatchObject([{ kind: "link", url: from_url }]);
    expect(made?.extra.attachments).toMatchObject([{ text: "quoted" }]);
  });

  it("18.29: that are all a bot says become its text, pictures are attached", () => {
    const said = { title: "Tide", text: "high", image_url: "https://a.example/t.png", ts: "1704060000" };
    const made = message({ text: "", attachments: [said] }).message;
    expect(made?.text).toContain("high");
    expect(made).toMatchObject({ type: "media", attachments: [{ kind: "image", url: "https://a.example/t.png" }] });
  });
});

it("§3.2: a pinned message says so", () => {
  const pins = new Map([[TS, { pinnedBy: "U2", pinnedAt: 1 }]]);
  const about = known();
  const channel = { ...about.conversations.get("C1"), pins } as Parameters<typeof message>[2];
  expect(message({}, about, channel).message?.pin).toEqual({ userId: "U2", at: 1 });
});

it("18.35: what else Slack says is kept apart from our own fields", () => {
  const extra = message({ language: { locale: "pt" }, metadata: { event_type: "x" } }).message;
  expect(extra).toMatchObject({ extra: { language: { locale: "pt" } }, metadata: { event_type: "x" } });
});

it("§11: a bot that is mentioned by its own id is its user", () => {
  const about = known({ botUsers: new Map([["B0TIDES", "U7"]]), users: { U7: { label: "Tides" } } });
  const made = message({ text: "ask <@B0TIDES>" }, about).message;
  expect(made?.text).toBe("ask @Tides");
  expect(made?.entities).toMatchObject([{ type: "user_mention", userId: "U7" }]);
});

it("people with another id in the target go by that, wherever they stand", () => {
  const about = known({ targetIds: new Map([["U1", "ann"]]) });
  const made = message({ text: "hi <@U1>", edited: { user: "U1", ts: TS } }, about);
  expect(made.message).toMatchObject({ authorId: "ann", entities: [{ type: "user_mention", userId: "ann" }] });
  expect(made.derived).toMatchObject([{ kind: "membership", userId: "ann" }]);
});
