import { describe, expect, it } from "vitest";
import { CHANNEL, known, message, TS } from "./known.ts";

/** The author's id, and what the message tells of him. */
function authorOf(fields: object, about = known()) {
  const { message: made, derived } = message(fields, about);
  return { id: made?.authorId, user: derived.find(({ kind }) => kind === "user"), extra: made?.extra };
}

describe("§8: the author, in this order", () => {
  it("1: of a file comment is who commented", () => {
    const fields = { subtype: "file_comment", user: undefined, comment: { user: "U2", comment: "nice" } };
    expect(authorOf(fields).id).toBe("U2");
  });

  it("2: is the user, and one the index knows brings nothing along", () => {
    expect(authorOf({ user_profile: { real_name: "Other" } })).toMatchObject({ id: "U1", user: undefined });
  });

  it("2: an unknown user comes with his snapshot, a stranger as external", () => {
    const profile = { display_name: "", real_name: "Zoe", name: "zoe", image_72: "https://a/z.png", team: "T9" };
    const { id, user } = authorOf({ user: "U9", user_profile: profile });
    expect(id).toBe("U9");
    expect(user).toMatchObject({
      id: "U9",
      displayName: "Zoe",
      username: "zoe",
      avatarUrl: "https://a/z.png",
      state: "external",
      extra: { teamId: "T9" },
    });
  });

  it("2: an unknown user whom the bot's snapshot names is a bot", () => {
    const bot_profile = {
      id: "B1",
      user_id: "U9",
      name: "Ferry",
      app_id: "A1",
      icons: { image_36: "s", image_72: "l" },
    };
    const { id, user } = authorOf({ user: "U9", bot_id: "B1", bot_profile });
    expect(id).toBe("U9");
    expect(user).toMatchObject({ id: "U9", type: "bot", displayName: "Ferry", avatarUrl: "l", extra: { appId: "A1" } });
  });

  it("2: an unknown user without any snapshot is left to resolving", () => {
    expect(authorOf({ user: "U9" })).toMatchObject({ id: "U9", user: undefined });
  });

  it("18.5: Slackbot comes along where no index lists it", () => {
    const { id, user } = authorOf({ user: "USLACKBOT" });
    expect(id).toBe("USLACKBOT");
    expect(user).toMatchObject({ id: "USLACKBOT", type: "bot", displayName: "Slackbot" });
  });

  it("3: is who uploaded the file", () => {
    expect(authorOf({ user: undefined, file: { id: "F1", user: "U2" } }).id).toBe("U2");
  });

  it("4: is the user that stands for the bot", () => {
    const about = known({ botUsers: new Map([["B1", "U2"]]) });
    expect(authorOf({ user: undefined, bot_id: "B1" }, about)).toMatchObject({ id: "U2", user: undefined });
  });

  it("4: is the bot by its own id, called as its snapshot, the message or the integration logs say", () => {
    const integrations = new Map([["A1", "Ferry times"]]);
    const bare = { user: undefined, bot_id: "B1", app_id: "A1" };
    expect(authorOf(bare).user).toMatchObject({ id: "B1", type: "bot", displayName: "B1" });
    expect(authorOf(bare, known({ integrations })).user).toMatchObject({ displayName: "Ferry times" });
    expect(authorOf({ ...bare, username: "Horn" }).user).toMatchObject({ displayName: "Horn" });
    expect(authorOf({ ...bare, username: "Horn", bot_profile: { name: "Ferry" } }).user).toMatchObject({
      displayName: "Ferry",
    });
  });

  it("5: is a webhook by its name", () => {
    const { id, user } = authorOf({ user: undefined, bot_id: null, username: "Horn" });
    expect(id).toBe("webhook:Horn");
    expect(user).toMatchObject({ id: "webhook:Horn", type: "webhook", displayName: "Horn" });
  });

  it("5: is somebody of its own where nothing tells: no message is without", () => {
    const { id, user } = authorOf({ user: undefined, subtype: "bot_message" });
    expect(id).toBe(`unknown:C1:${TS}`);
    expect(user).toMatchObject({ id, type: "placeholder" });
  });

  it("18.39: bots of one id keep the name each message shows", () => {
    const about = known({ users: { U2: { label: "Ferry", isBot: true } }, botUsers: new Map([["B1", "U2"]]) });
    const fields = { user: undefined, bot_id: "B1", username: "Ferry (late)" };
    expect(authorOf(fields, about).extra).toMatchObject({ authorDisplayName: "Ferry (late)" });
    expect(authorOf({ ...fields, username: "Ferry" }, about).extra).not.toHaveProperty("authorDisplayName");
  });

  it.each([
    ["18.7", { user: "U00", subtype: "channel_name" }],
    ["18.12", { user: "USLACKBOT", subtype: "tombstone", hidden: true }],
    ["§6", { user: undefined, subtype: "channel_archive" }],
  ])("%s: nobody says %j", (_, fields) => {
    expect(authorOf(fields)).toMatchObject({ id: null, user: undefined });
  });

  it("§6: of what a customer's key withholds is the one stand-in Slack has for all", () => {
    const { id, user } = authorOf({ subtype: "ekm_access_denied", user: "UREVOKEDU" });
    expect(id).toBe("UREVOKEDU");
    expect(user).toMatchObject({ type: "placeholder", displayName: "Withheld" });
  });

  it("§6: of a huddle is who started it", () => {
    const fields = { subtype: "huddle_thread", user: "USLACKBOT", room: { created_by: "U2" } };
    expect(authorOf(fields).id).toBe("U2");
  });
});

describe("memberships that messages tell of", () => {
  const membership = (fields: object, channel = CHANNEL) =>
    message(fields, known(), channel).derived.filter(({ kind }) => kind === "membership");

  it("§16: an author belongs there; where the index names members and not him, he did", () => {
    expect(membership({})).toMatchObject([{ userId: "U1", evidence: "author", state: "active" }]);
    const listed = { ...CHANNEL, hasMembers: true };
    expect(membership({}, listed)).toMatchObject([{ userId: "U1", evidence: "author", state: "former" }]);
  });

  it("§6, §14: who joined did so at that time, and by whose invitation", () => {
    const join = { subtype: "channel_join", inviter: "U2" };
    expect(membership(join)).toMatchObject([
      { userId: "U1", evidence: "join_event", joinedAt: 1_704_067_200_000, extra: { invitedBy: "U2" } },
    ]);
  });

  it("§6, §14: who left is none any more since then", () => {
    const expected = { userId: "U1", state: "former", leftAt: 1_704_067_200_000 };
    expect(membership({ subtype: "group_leave" })).toMatchObject([expected]);
  });

  it("§6: archiving names the members that the index does not, and tells when it was", () => {
    const archive = { subtype: "channel_archive", user: "U1", members: ["U1", "U2"] };
    const archived = { ...CHANNEL, isArchived: true };
    expect(membership(archive, archived).map((one) => "userId" in one && one.userId)).toEqual(["U1", "U1", "U2"]);
    const [conversation] = message(archive, known(), archived).derived.filter(({ kind }) => kind === "conversation");
    expect(conversation).toMatchObject({ id: "C1", archivedAt: 1_704_067_200_000 });
    expect(membership(archive, { ...archived, hasMembers: true }).length).toBe(1);
    expect(message(archive, known()).derived.some(({ kind }) => kind === "conversation")).toBe(false);
  });
});
