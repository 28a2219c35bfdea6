import type { RecordInput } from "@chat-etl/model";
import { expect, it } from "vitest";
import { normalizePerson, normalizeThread } from "../src/normalize.ts";
import { characterOf, nameOf } from "../src/text/emoji.ts";
import { readText } from "../src/text/read-text.ts";
import { WirePerson, WireThread } from "../src/wire.ts";
import { BEGAN, direct, post, writeExport } from "./support/export.ts";
import { readExport } from "./support/read-export.ts";

const { path, close } = await writeExport();
const { records, derived, codes } = await readExport(path);
await close();

const user = (id: string) => records.find((record) => record.kind === "user" && record.id === id);
const seat = (place: string, id: string) =>
  records.find((one) => one.kind === "membership" && one.conversationId === place && one.userId === id);
const place = (id: string) => records.find((record) => record.kind === "conversation" && record.id === id);
const said = (text: string) =>
  records.filter((record) => record.kind === "message").filter((message) => message.text === text);

it("tells what becomes no record, by a rule with a name", () => {
  expect(codes.toSorted()).toEqual(
    ["version", "permissions", "custom-emoji", "team", "unknown-type", "broken-time", "unreadable"].toSorted(),
  );
});

it("reads users: names, roles, who left, bots; and no password", () => {
  expect(user("ann.lee")).toMatchObject({
    ...{ displayName: "Ann Lee", fullName: "Ann Lee", emails: ["ann@harbour.example"], title: "Harbour master" },
    ...{ role: "system_admin", state: "active", avatarUrl: "data/u1/profile.png", locale: "en" },
    extra: { teams: [{ name: "harbour", roles: "team_user team_admin" }] },
  });
  expect(user("bo")).toMatchObject({
    displayName: "Bosun",
    state: "deactivated",
    deactivatedAt: BEGAN,
    statusText: "At sea",
  });
  expect(JSON.stringify(user("bo"))).not.toMatch(/hush|4711/);
  expect(user("cy")).toMatchObject({ displayName: "cy", role: "system_guest" });
  expect(user("tidebot")).toMatchObject({ type: "bot", displayName: "Tides" });
});

it("reads memberships out of users, with roles, places of reading and notifications", () => {
  expect(seat("harbour/town-square", "ann.lee")).toMatchObject({
    ...{ role: "admin", isFavorite: true, lastReadAt: BEGAN + 5_000 },
  });
  expect(seat("harbour/crew-only", "ann.lee")).toMatchObject({
    ...{ role: "member", notify: "mentions", extra: { urgend_mention_count: 1 } },
  });
});

it("reads channels, open, private and archived", () => {
  expect(place("harbour/town-square")).toMatchObject({
    ...{ type: "channel", visibility: "public", title: "Town Square", topic: "Tides", description: "For everybody" },
    ...{ category: "harbour", isArchived: false },
  });
  expect(place("harbour/crew-only")).toMatchObject({ visibility: "private", isArchived: true, archivedAt: BEGAN });
});

it("reads direct channels by their members: two, more, and one alone", () => {
  expect(place("ann.lee,bo")).toMatchObject({ type: "direct", topic: "Watch" });
  expect(seat("ann.lee,bo", "bo")).toMatchObject({ isFavorite: true });
  expect(place("ann.lee,bo,cy")).toMatchObject({ type: "group" });
  expect(seat("ann.lee,bo,cy", "cy")).toMatchObject({ lastReadAt: BEGAN + 9_000 });
  expect(place("ann.lee")).toMatchObject({ type: "self" });
});

it("takes a direct channel that only posts name from them", () => {
  expect(place("bo,cy")).toBeUndefined();
  expect(derived).toContainEqual(expect.objectContaining({ kind: "conversation", id: "bo,cy", type: "direct" }));
  expect(derived).toContainEqual(expect.objectContaining({ conversationId: "bo,cy", userId: "cy" }));
});

it("reads a post with its mentions, reactions, edit and pin", () => {
  const [message] = said("Ahoy @bo, @Cy and @all. See ~crew-only :partyboat: 🎉");
  expect(message).toMatchObject({
    ...{ conversationId: "harbour/town-square", authorId: "ann.lee", sentAt: BEGAN + 1_000, editedAt: BEGAN + 2_000 },
    entities: [
      { type: "bold", start: 0, end: 4 },
      { type: "user_mention", userId: "bo", start: 5, end: 8 },
      { type: "user_mention", userId: "cy" },
      { type: "broadcast_mention", to: "everyone" },
      { type: "conversation_mention", conversationId: "harbour/crew-only" },
      { type: "custom_emoji", name: "partyboat" },
    ],
    reactions: [
      { emoji: ":partyboat:", userId: "bo", createdAt: BEGAN + 1_500 },
      { emoji: "👍", userId: "cy" },
    ],
    pin: {},
    extra: { flagged_by: ["bo"] },
  });
});

it("reads the replies that are nested in a post, each with an id of its own", () => {
  const [root] = said("Ahoy @bo, @Cy and @all. See ~crew-only :partyboat: 🎉");
  const [first, second, elsewhere] = said("Aye");
  expect([first?.threadRootId, second?.threadRootId, elsewhere?.threadRootId]).toEqual([root?.id, root?.id, undefined]);
  expect(new Set([first?.id, second?.id, elsewhere?.id]).size).toBe(3);
  expect(first?.attachments).toEqual([
    { kind: "image", name: "the old pier.JPG", url: "data/20240501/the old pier.JPG" },
  ]);
  expect(said("Seen")).toMatchObject([{ conversationId: "ann.lee,bo", authorId: "ann.lee" }]);
});

it("reads system posts, custom ones and what integrations write", () => {
  expect(said("bo joined the channel.")).toMatchObject([
    { type: "system", authorId: null, event: "system_join_channel", extra: { user: "bo" } },
  ]);
  expect(said("I have started a meeting")).toMatchObject([{ type: "custom", authorId: "ann.lee" }]);
  expect(said("Tide\nHigh tide at noon")).toMatchObject([
    { authorId: "tidebot", entities: [{ type: "italic" }], attachments: [{ url: "https://tides.example/noon.png" }] },
  ]);
});

it("knows a post by where, who, when and what: an edit, a reaction and a reply leave its id", () => {
  const idOf = (line: object) => {
    const made = normalizeThread(WireThread.parse({ line, known: [] })) as readonly RecordInput[];
    return made.flatMap((record) => (record.kind === "message" ? [record.id] : []))[0];
  };
  const changed = {
    edit_at: 1,
    reactions: [{ user: "bo", emoji_name: "x" }],
    replies: [{ user: "bo", create_at: BEGAN }],
  };
  expect(idOf(post({ user: "bo", ...changed }))).toBe(idOf(post({ user: "bo" })));
  expect(idOf(post({ user: "bo", channel: "off-topic" }))).not.toBe(idOf(post({ user: "bo" })));
  const nulls = { type: null, props: null, edit_at: null, reactions: null, replies: null, attachments: null };
  expect(idOf(post({ user: "bo", message: null, ...nulls }))).toBe(idOf(post({ user: "bo" })));
  const between = (...members: readonly string[]) => idOf(direct(members, { user: "bo" }));
  expect(between("bo", "cy")).toBe(between("cy", "bo"));
  expect(new Set([between("bo"), between("bo", "cy"), between("bo", "cy", "ann.lee")]).size).toBe(3);
});

const KNOWN = { known: new Set(["@ann", "@ann.lee", "@bo-", ":partyboat:", "~t/crew"]), team: "t" };

it.each([
  ["a full stop ends a name", "ask @ann. Or @ann.lee.", ["ann", "ann.lee"]],
  ["the longest name that somebody has counts", "@ann.lee-x @bo-", ["ann.lee", "bo-"]],
  ["an address is no mention, nor is a stranger", "bo@ann.example @nobody @annlee", []],
  ["names in code are code", "`@ann` and\n```\n@ann\n```", []],
])("reads mentions: %s", (_, text, users) => {
  const { entities } = readText(text, KNOWN);
  expect(entities.flatMap((entity) => (entity.type === "user_mention" ? [entity.userId] : []))).toEqual(users);
});

it("reads emojis by name, and leaves times and paths alone", () => {
  const { text, entities } = readText("10:30:45 :wave_medium_skin_tone: k:v:w :heart: :nothing: :partyboat:", KNOWN);
  expect(text).toBe("10:30:45 👋🏽 k:v:w ❤️ :nothing: :partyboat:");
  expect(entities).toMatchObject([{ type: "custom_emoji", name: "partyboat" }]);
});

it.each(["👍", "👋🏽", "❤️", "🎉", "🇩🇪", "👩‍👩‍👧‍👦"])("has a name for %s that gives it again", (emoji) => {
  expect(characterOf(nameOf(emoji) ?? "")).toBe(emoji);
});

it("refuses a broken reply, reaction or place alone, and takes the rest of its line", () => {
  const at = BEGAN + 1;
  const reactions = [{ user: "bo", emoji_name: "+1", create_at: at }, { user: "cy" }];
  const replies = [
    { user: "bo", message: "Aye", create_at: at, reactions },
    { user: "cy", create_at: "soon" },
  ];
  const line = post({ user: "ann.lee", message: "Ahoy", reactions, replies });
  expect(codesIn(normalizeThread(WireThread.parse({ line, known: [] })))).toEqual([
    ...["message", "broken-reaction", "message", "broken-reaction", "broken-reply"],
  ]);
  const channels = [{ name: "town-square" }, { name: "crew-only", favorite: "yes" }];
  const teams = [{ name: "harbour", channels }, { name: 7 }];
  const person = WirePerson.parse({ type: "user", user: { username: "ann.lee", teams } });
  expect(codesIn(normalizePerson(person))).toEqual(["user", "membership", "broken-seat", "broken-seat"]);
});

function codesIn(normalized: object): readonly string[] {
  const entries = normalized as readonly { readonly kind: string; readonly refused?: { readonly code: string } }[];
  return entries.map(({ kind, refused }) => refused?.code ?? kind);
}
