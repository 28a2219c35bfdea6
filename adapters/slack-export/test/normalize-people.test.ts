import { AnyRecord } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import type { ListName } from "../src/normalize/known.ts";
import { normalizeConversation, normalizeUser } from "../src/normalize.ts";
import { ConversationValue, UserValue } from "../src/wire-values.ts";
import { known } from "./known.ts";

function user(fields: object, about = known()) {
  const value = { user: { id: "U1", team_id: "T1", ...fields }, place: { known: about, isFullest: true } };
  const made = normalizeUser(UserValue.parse(value));
  return "drop" in made ? made.drop.code : AnyRecord.parse(made[0]);
}

function conversation(fields: object, list: ListName = "channels", about = known()) {
  const place = { list, known: about, isFirst: true };
  const made = normalizeConversation(ConversationValue.parse({ conversation: { id: "C1", ...fields }, place }));
  if ("drop" in made) throw new Error(`It was dropped: ${made.drop.code}`);
  const records = made.map((one) => AnyRecord.parse("derived" in one ? one.derived : one));
  return { first: records[0], members: records.slice(1) };
}

describe("§3.1: a user", () => {
  it.each([
    [{ display_name: "Ann", real_name: "Ann Ort" }, "Ann"],
    [{ display_name: "", real_name: "Ann Ort" }, "Ann Ort"],
    [{ display_name: " " }, "ann"],
  ])("is called by display name, real name, handle: %j", (profile, displayName) => {
    expect(user({ name: "ann", profile })).toMatchObject({ displayName, username: "ann" });
  });

  it("without any name is called by his id", () => {
    expect(user({})).toMatchObject({ displayName: "U1" });
  });

  it("18.27: of which only the stub of a deleted one is left is deactivated", () => {
    expect(user({ deleted: true, profile: { real_name: "Ann" } })).toMatchObject({ state: "deactivated" });
  });

  it("18.6: of another workspace is external", () => {
    expect(user({ team_id: "T9" })).toMatchObject({ state: "external", extra: { teamId: "T9" } });
    expect(user({ is_stranger: true })).toMatchObject({ state: "external" });
    expect(user({ team_id: "T9" }, known({ homeTeam: undefined }))).toMatchObject({ state: "active" });
  });

  it.each([
    [{ is_primary_owner: true, is_owner: true, is_admin: true }, "primary_owner"],
    [{ is_owner: true, is_admin: true }, "owner"],
    [{ is_admin: true }, "admin"],
    [{ is_restricted: true }, "guest"],
    [{ is_restricted: true, is_ultra_restricted: true }, "restricted_guest"],
    [{}, undefined],
  ])("has the role that Slack names: %j", (flags, role) => {
    expect(user(flags)).toHaveProperty("kind", "user");
    expect(Reflect.get(Object(user(flags)), "role")).toBe(role);
  });

  it("18.25: without custom fields has them as [], {} or null", () => {
    for (const fields of [[], {}, null]) expect(user({ profile: { fields } })).toMatchObject({ metadata: {} });
    const field = { Xf1: { value: "harbour", alt: "" } };
    expect(user({ profile: { fields: field } })).toMatchObject({ metadata: field });
  });

  it("has the best picture, the address, the status, the time zone", () => {
    const profile = {
      image_72: "s",
      image_512: "l",
      email: "a@example.com",
      phone: "",
      title: "Captain",
      status_emoji: ":boat:",
      status_text: "at sea",
    };
    expect(user({ profile, tz: "Europe/Lisbon", updated: "1600000000" })).toMatchObject({
      avatarUrl: "l",
      emails: ["a@example.com"],
      phones: [],
      title: "Captain",
      statusText: ":boat: at sea",
      timeZone: "Europe/Lisbon",
      updatedAt: 1_600_000_000_000,
    });
    expect(user({ tz: "Lisbon" })).toMatchObject({ extra: { tz: "Lisbon" } });
  });

  it("with another id in the target goes by that, and keeps his own beside", () => {
    const about = known({ targetIds: new Map([["U1", "ann"]]) });
    expect(user({}, about)).toMatchObject({ id: "ann", extra: { slackId: "U1" } });
  });

  it("2.2: of whom another entry says more is passed over", () => {
    const place = { known: known(), isFullest: false };
    expect(normalizeUser(UserValue.parse({ user: { id: "U1" }, place }))).toMatchObject({
      drop: { code: "duplicate-user" },
    });
  });
});

describe("§16: a conversation is what the file of its entry says", () => {
  it.each([
    ["channels", "channel", "public", "general"],
    ["groups", "channel", "private", "general"],
    ["mpims", "group", "private", "Ann, Bob"],
    ["dms", "direct", "private", undefined],
  ] as const)("%s", (list, type, visibility, title) => {
    const { first, members } = conversation({ name: "general", members: ["U1", "U2"] }, list);
    expect(first).toMatchObject({ type, visibility });
    expect(Reflect.get(Object(first), "title")).toBe(title);
    expect(members).toMatchObject([
      { conversationId: "C1", userId: "U1", state: "active", evidence: "listed" },
      { conversationId: "C1", userId: "U2" },
    ]);
  });

  it("§3.2: a channel that says itself that it is private is, whatever list it stands in", () => {
    expect(conversation({ is_private: true }, "channels").first).toMatchObject({ visibility: "private" });
  });

  it.each([[["U1"]], [["U1", "U1"]]])("§3.2: a note to oneself: %j", (members) => {
    const made = conversation({ members }, "dms");
    expect(made.first).toMatchObject({ type: "self", title: "Ann (notes to self)" });
    expect(made.members.length).toBe(1);
  });

  it("§3.2: a conversation with Slackbot, whom no index lists, brings it along", () => {
    const { members } = conversation({ members: ["U1", "USLACKBOT"] }, "dms");
    expect(members.at(-1)).toMatchObject({ kind: "user", displayName: "Slackbot" });
  });

  it("18.17: without members has none", () => {
    for (const members of [null, [], undefined]) expect(conversation({ name: "a", members }).members).toEqual([]);
  });

  it("18.16: of the same members as another is one of its own", () => {
    const [one, other] = ["G1", "G2"].map((id) => conversation({ id, members: ["U1", "U2"] }, "mpims").first);
    expect([one && "id" in one && one.id, other && "id" in other && other.id]).toEqual(["G1", "G2"]);
  });

  it("many people: the title names some and counts the others", () => {
    const members = Array.from({ length: 11 }, (_, index) => `U${index + 1}`);
    expect(conversation({ members }, "mpims").first).toMatchObject({
      title: "Ann, Bob, U3, U4, U5, U6, U7, U8 and 3 more",
      extra: { titleIsSynthetic: true },
    });
  });

  it("18.18: a placeholder for its time of creation says nothing; 18.26: a text for it is a time", () => {
    expect(conversation({ created: 1 }).first).not.toHaveProperty("createdAt");
    expect(conversation({ created: "1600000000" }).first).toMatchObject({ createdAt: 1_600_000_000_000 });
  });

  it("18.19: nobody created it", () => {
    expect(conversation({ creator: null }).first).not.toHaveProperty("creatorId");
    expect(conversation({ creator: "U1" }).first).toMatchObject({ creatorId: "U1" });
  });

  it("topic and purpose are read as text", () => {
    const made = conversation({ topic: { value: "tides &amp; <@U1>" }, purpose: { value: "a &lt; b" } }).first;
    expect(made).toMatchObject({ topic: "tides & @Ann", description: "a < b" });
  });

  it("a topic that is a text alone, a pin that is null: third parties write both", () => {
    expect(conversation({ topic: "tides", purpose: null, pins: [null] }).first).toMatchObject({ topic: "tides" });
  });

  it("§3.2: pins and canvases stay with it", () => {
    const pins = [
      { id: "1704067200.000100", type: "C", user: "U1", created: "1600000000" },
      { id: "F1", type: "F", user: "U1", created: 1_600_000_000 },
    ];
    const about = known({ canvases: new Map([["C1", [{ id: "F9", title: "Plan" }]]]) });
    expect(conversation({ pins }, "channels", about).first).toMatchObject({
      extra: {
        pins: [
          { messageId: "C1:1704067200.000100", pinnedBy: "U1", pinnedAt: 1_600_000_000_000 },
          { fileId: "F1", pinnedBy: "U1", pinnedAt: 1_600_000_000_000 },
        ],
        canvases: [{ id: "F9", title: "Plan" }],
      },
    });
  });
});
