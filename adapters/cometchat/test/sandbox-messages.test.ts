import { describe, expect, it } from "vitest";
import { BEGAN, DAY, failed, group, listOf, message, NOW, rowsOf, user, useTalk } from "./sandbox-world.ts";

const FILE = { name: "a.pdf", mimeType: "application/pdf", extension: "pdf", url: "http://127.0.0.1:9/a.pdf?x=1" };

describe("a valid message", () => {
  const world = useTalk();

  it("E31, E43: is answered whole, with its parties, and times as integers", async () => {
    const times = { sentAt: String(BEGAN + 1), deliveredAt: String(BEGAN + 2), readAt: String(BEGAN + 3) };
    const row = message("M-1", { ...times, sender: "BOB", receiver: "Ann", tags: ["old"] });
    const stored = await world.one("messages", row);
    const bob = { uid: "bob", name: "BOB", status: "offline", role: "default", createdAt: BEGAN };
    expect(stored).toEqual({
      success: true,
      data: {
        id: "1",
        muid: "M-1",
        conversationId: "ann_user_bob",
        sender: "bob",
        receiverType: "user",
        receiver: "ann",
        category: "message",
        type: "text",
        data: {
          text: "hello",
          entities: {
            sender: { entity: bob, entityType: "user" },
            receiver: {
              entity: { ...bob, uid: "ann", name: "ANN", conversationId: "ann_user_bob" },
              entityType: "user",
            },
          },
        },
        sentAt: BEGAN + 1,
        deliveredAt: BEGAN + 2,
        readAt: BEGAN + 3,
        updatedAt: BEGAN + 1,
        tags: ["old"],
      },
    });
  });

  it("E31: gets ascending ids in order of storing, and a group's conversation", async () => {
    const [first, second] = ["g1", "g2"].map((muid) => message(muid, { receiverType: "group", receiver: "team" }));
    const rows = rowsOf(await world.send("messages", { g2: second, g1: first }));
    expect(Number(rows.g1?.data?.id)).toBe(Number(rows.g2?.data?.id) + 1);
    expect(rows.g1?.data).toMatchObject({
      conversationId: "group_team",
      data: { entities: { receiver: { entity: { guid: "team", conversationId: "group_team" }, entityType: "group" } } },
    });
  });

  it("E32: fails a muid it has, without the id, and changes nothing", async () => {
    await world.one("messages", message("once"));
    const again = await world.one("messages", message("once", { data: { text: "other" } }));
    expect(again).toMatchObject(failed("ERR_IMPORT_MUID_ALREADY_EXISTS"));
    expect(again.data).toBeUndefined();
    const texts = listOf(await world.get("/messages?limit=1000")).map(({ data }) => (data as { text: string }).text);
    expect(texts).not.toContain("other");
  });

  it("E45: loses thread, reactions, edit and delete times", async () => {
    const extras = { parentId: "1", reactions: [{ reaction: "x" }], editedAt: NOW, deletedAt: NOW };
    const { data } = await world.one("messages", message("extras", extras));
    const { body } = await world.get(`/messages/${data?.id}`);
    for (const field of Object.keys(extras)) expect(body).not.toHaveProperty(`data.${field}`);
  });

  it("E46: keeps an attachment's URL as given and does not fetch it", async () => {
    const row = message("file", { type: "file", data: { text: "", attachments: [{ ...FILE, size: "12" }] } });
    expect((await world.one("messages", row)).data).toMatchObject({ data: { attachments: [{ url: FILE.url }] } });
  });

  it("takes any type of custom message, and other keys of data", async () => {
    const data = { customData: {}, metadata: { a: 1 }, anything: [1] };
    const row = message("custom", { category: "custom", type: "extension_poll", data });
    expect(await world.one("messages", row)).toMatchObject({ success: true, data: { type: "extension_poll", data } });
  });
});

describe("a message that fails alone", () => {
  const world = useTalk();

  it.each(["sender", "receiverType", "receiver", "sentAt"])("E35: lacks %s", async (field) => {
    const row = message("m", { [field]: undefined });
    expect(await world.one("messages", row)).toMatchObject(failed("ERR_BAD_REQUEST", field));
  });

  it.each([
    ["receiverType", "channel", "ERR_INVALID_RECEIVER_TYPE"],
    ["category", "action", "ERR_INVALID_MESSAGE_CATEGORY"],
    ["category", "call", "ERR_INVALID_MESSAGE_CATEGORY"],
    ["category", undefined, "ERR_INVALID_MESSAGE_CATEGORY"],
    ["type", "sticker", "ERR_INVALID_MESSAGE_TYPE"],
    ["type", undefined, "ERR_EMPTY_MESSAGE_TYPE"],
  ])("E36: has %s %j", async (field, value, code) => {
    expect(await world.one("messages", message("m", { [field]: value }))).toMatchObject(failed(code));
  });

  it.each([
    ["no attachments", {}, "ERR_EMPTY_MESSAGE_FILE"],
    ["an empty list of them", { attachments: [] }, "ERR_EMPTY_MESSAGE_FILE"],
    ["one without extension", { attachments: [{ ...FILE, extension: undefined }] }, "ERR_INVALID_MEDIA_MESSAGE"],
    ["one without mimeType", { attachments: [{ ...FILE, mimeType: undefined }] }, "ERR_INVALID_MEDIA_MESSAGE"],
    ["one whose size is a number", { attachments: [FILE, { ...FILE, size: 12 }] }, "ERR_INVALID_MEDIA_MESSAGE"],
  ])("E37: is a file with %s", async (_, data, code) => {
    expect(await world.one("messages", message("m", { type: "file", data }))).toMatchObject(failed(code));
  });

  it.each([
    ["no customData", {}, "ERR_EMPTY_CUSTOM_DATA"],
    ["custom_data", { custom_data: {} }, "ERR_EMPTY_CUSTOM_DATA"],
    ["customData that is a list", { customData: [1] }, "ERR_INVALID_CUSTOM_DATA"],
    ["customData that is a text", { customData: "x" }, "ERR_INVALID_CUSTOM_DATA"],
  ])("E38: is custom with %s", async (_, data, code) => {
    const row = message("m", { category: "custom", type: "x", data });
    expect(await world.one("messages", row)).toMatchObject(failed(code));
  });

  it("E39: has more than 10 KB of data, or 65,536 characters in all", async () => {
    const text = "é".repeat(5120);
    expect(await world.one("messages", message("m", { data: { text } }))).toMatchObject(
      failed("ERR_INVALID_MESSAGE_DATA"),
    );
    const row = message("m", { unknown: "x".repeat(65_536) });
    expect(await world.one("messages", row)).toMatchObject(failed("ERR_INVALID_MESSAGE_DATA"));
    expect((await world.one("messages", message("fits", { data: { text: text.slice(10) } }))).success).toBe(true);
  });

  it("E40: has too many tags, a tag too long, or more than 10 mentions", async () => {
    const mentions = (count: number) => ({ text: Array.from({ length: count }, (_, n) => `<@uid:u${n}>`).join(" ") });
    const tagged = (tags: readonly string[]) => world.one("messages", message("m", { tags }));
    expect(await tagged(Array(26).fill("t"))).toMatchObject(failed("ERR_BAD_REQUEST", "tags"));
    expect(await tagged(["t".repeat(101)])).toMatchObject(failed("ERR_BAD_REQUEST", "tags"));
    expect(await world.one("messages", message("m", { data: mentions(11) }))).toMatchObject(failed("ERR_BAD_REQUEST"));
    expect((await world.one("messages", message("ten", { data: mentions(10) }))).success).toBe(true);
    const same = { text: "<@uid:ann> ".repeat(11) };
    expect((await world.one("messages", message("same", { data: same }))).success).toBe(true);
  });

  it.each([
    [{ sender: "nobody" }, "ERR_UID_NOT_FOUND"],
    [{ sender: "gone", senderUserDetails: user("gone") }, "ERR_UID_NOT_FOUND"],
    [{ receiver: "nobody" }, "ERR_UID_NOT_FOUND"],
    [{ receiver: "gone" }, "ERR_UID_NOT_FOUND"],
    [{ receiverType: "group", receiver: "nowhere" }, "ERR_GUID_NOT_FOUND"],
  ])("E41: names who is not there: %j", async (more, code) => {
    expect(await world.one("messages", message("m", more))).toMatchObject(failed(code));
  });

  it.each([
    ["13 digits", (NOW - DAY) * 1000],
    ["13 digits in a text", String((NOW - DAY) * 1000)],
    ["the future", NOW + DAY],
    ["a fraction", NOW - DAY + 0.5],
    ["a date", "2026-01-01"],
  ])("E44: has a sentAt of %s", async (_, sentAt) => {
    expect(await world.one("messages", message("m", { sentAt }))).toMatchObject(failed("ERR_BAD_REQUEST", "sentAt"));
  });

  it.each([
    ["data", "hello", "ERR_INVALID_MESSAGE_DATA"],
    ["data", { text: 7 }, "ERR_INVALID_MESSAGE_TEXT"],
    ["data", { text: "x", metadata: [] }, "ERR_INVALID_METADATA"],
  ])("2.7: has %s %j", async (field, value, code) => {
    expect(await world.one("messages", message("m", { [field]: value }))).toMatchObject(failed(code));
  });

  it("8.2, order of checks: is a duplicate first, then malformed, then old, then among strangers", async () => {
    await world.one("messages", message("known"));
    const row = message("known", { type: "sticker", sender: "nobody" });
    expect(await world.one("messages", row)).toMatchObject(failed("ERR_IMPORT_MUID_ALREADY_EXISTS"));
    const stranger = { sender: "nobody", sentAt: NOW + DAY };
    expect(await world.one("messages", message("m", stranger))).toMatchObject(failed("ERR_BAD_REQUEST", "sentAt"));
  });
});

describe("E42: a message that brings who is missing", () => {
  const world = useTalk();

  it("makes sender, receiver and whom it mentions", async () => {
    const row = message("m1", {
      sender: "s1",
      receiver: "r1",
      senderUserDetails: user("s1"),
      receiverUserDetails: user("r1"),
      mentionedUserDetails: { x1: user("x1"), ann: user("ann", { name: "Other" }) },
    });
    expect((await world.one("messages", row)).success).toBe(true);
    const uids = listOf(await world.get("/users")).map(({ uid }) => uid);
    expect(uids).toEqual(["ann", "bob", "s1", "r1", "x1"]);
    expect((await world.get("/users/ann")).body).toMatchObject({ data: { name: "ANN" } });
  });

  it("lets a deactivated user be mentioned", async () => {
    const row = message("m4", { mentionedUserDetails: { gone: user("gone") } });
    expect((await world.one("messages", row)).success).toBe(true);
  });

  it("makes the group with its owner", async () => {
    const row = message("m2", {
      receiverType: "group",
      receiver: "club",
      receiverGroupDetails: group("club", { owner: "o1" }),
      receiverGroupOwnerDetails: user("o1"),
    });
    expect((await world.one("messages", row)).success).toBe(true);
    expect((await world.get("/groups/club")).body).toMatchObject({ data: { owner: "o1", membersCount: 1 } });
  });

  it("makes nobody when the row fails in the end", async () => {
    const row = message("m3", { sender: "s3", senderUserDetails: user("s3"), receiver: "nobody" });
    expect(await world.one("messages", row)).toMatchObject(failed("ERR_UID_NOT_FOUND"));
    expect((await world.get("/users/s3")).status).toBe(404);
  });
});
