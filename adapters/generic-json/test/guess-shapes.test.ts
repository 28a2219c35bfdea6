import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkMapping } from "../src/mapping/check-mapping.ts";
import { type Export, guess, readByGuess, written } from "./guess-export.ts";
import { FIXTURES } from "./read-all.ts";

/** The first of May 2024, ten o'clock UTC, and so many minutes later. */
const minute = (count: number): number => Date.UTC(2024, 4, 1, 10) + count * 60_000;
const iso = (count: number): string => new Date(minute(count)).toISOString();
const TEXTS = [
  "good morning all",
  "did you see the harbour",
  "yes, it is frozen",
  "then we walk",
  "at noon by the bridge",
  "fine",
];

/** The messages that each export below tells, as author, minute and text. */
type Told = readonly (readonly [author: string, minute: number, text: string])[];

async function expectTold(files: Export, told: Told) {
  const read = await readByGuess(written(files));
  expect(read.rejected, read.text).toEqual([]);
  const found = read.messages.map(({ authorId, sentAt, text }) => [authorId, (sentAt - minute(0)) / 60_000, text]);
  expect(found.sort(byMinute), read.text).toEqual([...told].sort(byMinute));
  expect(new Set(read.messages.map(({ id }) => id)).size).toBe(told.length);
  expect(read.confidence).toBeGreaterThan(0.5);
  return read;
}

const byMinute = (a: readonly unknown[], b: readonly unknown[]) => Number(a[1]) - Number(b[1]);

describe("reads every message of exports that nobody has described", () => {
  it("Messenger's way: newest first, names for ids, no ids, UTF-8 taken for Latin-1", async () => {
    const broken = (text: string) => Buffer.from(text).toString("latin1");
    const { messages, of, text } = await expectTold(
      {
        "inbox/ann_1/message_1.json": {
          participants: [{ name: "Ann" }, { name: "Bo" }],
          messages: [
            { sender_name: "Bo", timestamp_ms: minute(2), content: "see you", is_unsent: false },
            {
              sender_name: "Ann",
              timestamp_ms: minute(1),
              content: broken("très bien, à demain"),
              reactions: [{ reaction: broken("👍"), actor: "Bo" }],
            },
          ],
          title: "Bo",
          thread_path: "inbox/ann_1",
        },
        "inbox/cy_2/message_1.json": {
          participants: [{ name: "Cy" }, { name: "Ann" }],
          messages: [
            {
              sender_name: "Cy",
              timestamp_ms: minute(3),
              content: "hello to you",
              photos: [{ uri: "photos/1.jpg", creation_timestamp: 1 }],
            },
          ],
          title: "Cy",
          thread_path: "inbox/cy_2",
        },
      },
      [
        ["Ann", 1, "très bien, à demain"],
        ["Bo", 2, "see you"],
        ["Cy", 3, "hello to you"],
      ],
    );
    expect(new Set(messages.map(({ conversationId }) => conversationId))).toEqual(new Set(["ann_1", "cy_2"]));
    expect(of("membership")).toContainEqual(expect.objectContaining({ conversationId: "cy_2", userId: "Ann" }));
    expect(text).toContain("order: newest-first");
  });

  it("Sendbird's objects: users inside messages, ms, 0 for never edited", async () => {
    const user = (id: string, nickname: string) => ({
      user_id: id,
      nickname,
      profile_url: `https://cdn.test/${id}.png`,
    });
    const { of, messages } = await expectTold(
      {
        "messages.json": {
          messages: TEXTS.map((message, at) => ({
            message_id: 9_000_000 + at,
            type: "MESG",
            channel_url: at < 3 ? "room_a" : "room_b",
            channel_type: "group",
            user: at % 2 === 0 ? user("u1", "Ann") : user("u2", "Bo"),
            message,
            data: "",
            custom_type: "",
            created_at: minute(at),
            updated_at: at === 1 ? minute(9) : 0,
          })),
        },
      },
      TEXTS.map((text, at) => [at % 2 === 0 ? "u1" : "u2", at, text]),
    );
    expect(of("user")).toContainEqual(
      expect.objectContaining({ id: "u2", displayName: "Bo", avatarUrl: "https://cdn.test/u2.png" }),
    );
    expect(messages.map(({ conversationId }) => conversationId)).toEqual([
      "room_a",
      "room_a",
      "room_a",
      "room_b",
      "room_b",
      "room_b",
    ]);
  });

  it("Rocket.Chat's lines: short names, dates in objects, without an ending that tells", async () => {
    const lines = TEXTS.map((msg, at) => ({
      _id: `mSg${at}x`,
      rid: "GENERAL",
      u: { _id: at % 2 ? "uB" : "uA", username: at % 2 ? "bo" : "ann", name: "x" },
      msg,
      ts: { $date: iso(at) },
      _updatedAt: { $date: iso(at + 5) },
    }));
    await expectTold(
      { "rocketchat_message.txt": lines.map((line) => JSON.stringify(line)).join("\n") },
      TEXTS.map((text, at) => [at % 2 ? "uB" : "uA", at, text]),
    );
  });

  it("Teams' pages: a list called value, names and ids deep inside", async () => {
    const { messages } = await expectTold(
      {
        "page.json": {
          "@odata.context": "https://graph.test",
          "@odata.count": 6,
          value: TEXTS.map((content, at) => ({
            id: String(minute(at)),
            etag: String(at),
            messageType: "message",
            createdDateTime: iso(at),
            lastModifiedDateTime: iso(at),
            deletedDateTime: null,
            chatId: "19:abc",
            from: { application: null, user: { id: at % 2 ? "b-2" : "a-1", displayName: at % 2 ? "Bo" : "Ann" } },
            body: { contentType: "text", content },
            attachments: [],
            mentions: [],
          })),
        },
      },
      TEXTS.map((text, at) => [at % 2 ? "b-2" : "a-1", at, text]),
    );
    expect(messages[0]?.conversationId).toBe("19:abc");
  });

  it("Matrix' events: messages among other events", async () => {
    const event = (type: string, at: number, content: object) => ({
      type,
      sender: at % 2 ? "@bo:x.test" : "@ann:x.test",
      event_id: `$${type}${at}`,
      origin_server_ts: minute(at),
      content,
      unsigned: { age: 5 },
    });
    const { of } = await expectTold(
      {
        "export.json": {
          room_name: "Harbour",
          room_creator: "Ann",
          topic: "boats",
          messages: [
            ...[0, 1].map((at) => event("m.room.member", at, { membership: "join", displayname: "x y" })),
            ...TEXTS.map((body, at) => event("m.room.message", at, { msgtype: "m.text", body })),
            event("m.reaction", 3, {
              "m.relates_to": { rel_type: "m.annotation", event_id: "$m.room.message0", key: "+" },
            }),
          ],
        },
      },
      TEXTS.map((text, at) => [at % 2 ? "@bo:x.test" : "@ann:x.test", at, text]),
    );
    expect(of("conversation")).toContainEqual(expect.objectContaining({ title: "Harbour" }));
  });

  it("CSV: semicolons, local times, no ids", async () => {
    const rows = TEXTS.map(
      (text, at) => `${iso(at).slice(0, 19).replace("T", " ")};${at % 2 ? "bo" : "ann"};lobby;"${text}"`,
    );
    const { text } = await expectTold(
      { "log.csv": ["Date;Author;Room;Text", ...rows].join("\r\n") },
      TEXTS.map((words, at) => [at % 2 ? "bo" : "ann", at, words]),
    );
    expect(text).toContain("delimiter: ;");
    expect(text).toContain("# zone: ");
    expect(text).toContain("digest(");
  });

  it("a forum: threads that are posts, with replies inside replies", async () => {
    const { messages, of } = await expectTold(
      {
        "forum.json": {
          threads: [
            {
              id: 11,
              forum: "boats",
              title: "Ice",
              author: "ann",
              created: minute(0) / 1000,
              body: "is it frozen",
              replies: [
                {
                  id: 12,
                  author: "bo",
                  created: minute(1) / 1000,
                  body: "yes it is",
                  replies: [{ id: 13, author: "ann", created: minute(2) / 1000, body: "thank you", replies: [] }],
                },
                { id: 14, author: "cy", created: minute(3) / 1000, body: "not by the bridge", replies: [] },
              ],
            },
            {
              id: 21,
              forum: "boats",
              title: "Oars",
              author: "cy",
              created: minute(4) / 1000,
              body: "who has my oars",
              replies: [],
            },
          ],
        },
      },
      [
        ["ann", 0, "is it frozen"],
        ["bo", 1, "yes it is"],
        ["ann", 2, "thank you"],
        ["cy", 3, "not by the bridge"],
        ["cy", 4, "who has my oars"],
      ],
    );
    expect(messages.map(({ conversationId }) => conversationId)).toEqual(Array(5).fill("boats"));
    expect(messages.find(({ id }) => id === "12")?.replyToId).toBe("11");
    expect(of("user")).toContainEqual(expect.objectContaining({ id: "bo" }));
    expect(of("membership")).toContainEqual(expect.objectContaining({ conversationId: "boats", userId: "bo" }));
    expect(messages.find(({ id }) => id === "13")?.replyToId).toBe("12");
  });

  it("users, rooms and posts in one document", async () => {
    const { of, messages } = await expectTold(
      {
        "site.json": {
          users: [
            { uid: 7, nick: "Ann", mail: "ann@x.test" },
            { uid: 8, nick: "Bo", mail: "bo@x.test" },
          ],
          rooms: [
            { key: "lobby", label: "The Lobby", members: [7, 8] },
            { key: "attic", label: "The Attic", members: [8] },
          ],
          posts: TEXTS.map((body, at) => ({
            n: at + 1,
            room: at < 4 ? "lobby" : "attic",
            by: at % 2 ? 8 : 7,
            at: minute(at) / 1000,
            body,
          })),
        },
      },
      TEXTS.map((text, at) => [at % 2 ? "8" : "7", at, text]),
    );
    expect(of("user")).toContainEqual(expect.objectContaining({ id: "8", displayName: "Bo", emails: ["bo@x.test"] }));
    expect(of("conversation")).toContainEqual(expect.objectContaining({ id: "attic", title: "The Attic" }));
    expect(of("membership")).toContainEqual(expect.objectContaining({ conversationId: "lobby", userId: "7" }));
    expect(messages[5]?.conversationId).toBe("attic");
  });

  it("chats in a list, each with its messages, numbered in each", async () => {
    const { messages, of } = await expectTold(
      {
        "all.json": {
          about: "an export",
          chats: {
            list: [
              {
                id: 1,
                name: "Boats",
                type: "group",
                messages: TEXTS.slice(0, 3).map((text, at) => ({ id: at + 1, sender: "ann", date: iso(at), text })),
              },
              {
                id: 2,
                name: "Ice",
                type: "dm",
                messages: TEXTS.slice(3).map((text, at) => ({ id: at + 1, sender: "bo", date: iso(at + 3), text })),
              },
            ],
          },
        },
      },
      TEXTS.map((text, at) => [at < 3 ? "ann" : "bo", at, text]),
    );
    expect(messages[4]?.conversationId).toBe("2");
    expect(of("conversation")).toContainEqual(expect.objectContaining({ id: "2", title: "Ice", type: "direct" }));
  });

  it("lines of several types, each with its own fields", async () => {
    const lines = [
      { type: "user", user: { username: "ann", email: "ann@x.test", nickname: "Ann" } },
      { type: "user", user: { username: "bo", email: "bo@x.test", nickname: "Bo" } },
      { type: "channel", channel: { name: "town", display_name: "The Town", header: "all of us" } },
      ...TEXTS.map((message, at) => ({
        type: "post",
        post: { channel: "town", user: at % 2 ? "bo" : "ann", message, create_at: minute(at), props: {} },
      })),
    ];
    const { of, text } = await expectTold(
      { "bulk.jsonl": lines.map((line) => JSON.stringify(line)).join("\n") },
      TEXTS.map((words, at) => [at % 2 ? "bo" : "ann", at, words]),
    );
    expect(text).toContain("when: type == 'post'");
    expect(of("user")).toContainEqual(expect.objectContaining({ id: "ann", displayName: "Ann" }));
    expect(of("conversation")).toContainEqual(expect.objectContaining({ id: "town", title: "The Town" }));
  });

  it("a map of rooms, whose keys are all that names them", async () => {
    const { messages } = await expectTold(
      {
        "rooms.json": {
          "r-100": TEXTS.slice(0, 2).map((body, at) => ({ who: "ann", when: iso(at), body })),
          "r-200": TEXTS.slice(2).map((body, at) => ({ who: "bo", when: iso(at + 2), body })),
        },
      },
      TEXTS.map((text, at) => [at < 2 ? "ann" : "bo", at, text]),
    );
    expect(messages.map(({ conversationId }) => conversationId)).toEqual([
      "r-100",
      "r-100",
      "r-200",
      "r-200",
      "r-200",
      "r-200",
    ]);
  });

  it("tables in a folder: people, memberships and messages of CSV", async () => {
    const { of } = await expectTold(
      {
        "people.csv": "id,first_name,last_name,email\n1,Ann,Ash,ann@x.test\n2,Bo,Birch,bo@x.test\n",
        "groups.csv": "group_id,name\n50,Boats\n",
        "group_members.csv": "group_id,user_id\n50,1\n50,2\n",
        "messages.csv": `id,group_id,sender_id,sent_at,body\n${TEXTS.map((body, at) => `${1000 + at},50,${at % 2 ? 2 : 1},${iso(at)},"${body}"`).join("\n")}\n`,
      },
      TEXTS.map((text, at) => [at % 2 ? "2" : "1", at, text]),
    );
    expect(of("user")).toContainEqual(expect.objectContaining({ id: "2", displayName: "Bo Birch" }));
    expect(of("conversation")).toContainEqual(expect.objectContaining({ id: "50", title: "Boats" }));
    expect(of("membership")).toContainEqual(expect.objectContaining({ conversationId: "50", userId: "2" }));
  });

  it("a log with numbers for ids that look like times, and one time that is damaged", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({
      id: `11000000000000${1000 + at}`,
      channel_id: at % 2 ? "1100000000000000009" : "1100000000000000010",
      author: { id: at % 3 ? "1200000000000000001" : "1200000000000000002", name: at % 3 ? "ann" : "bo" },
      timestamp: at === 7 ? "yesterday" : iso(at),
      content: `words of message ${at}`,
    }));
    const { messages, rejected, of } = await readByGuess(written({ "log.json": { messages: rows } }));
    expect(rejected.map(({ rejected: why }) => why)).toEqual([expect.stringContaining("no-date")]);
    expect(messages).toHaveLength(29);
    expect(messages[0]).toMatchObject({ conversationId: "1100000000000000010", authorId: "1200000000000000002" });
    expect(of("user")).toContainEqual(expect.objectContaining({ id: "1200000000000000001", displayName: "ann" }));
  });

  it("a folder for each channel, called as in the list of channels", async () => {
    const day = (from: number) =>
      [0, 1].map((at) => ({
        type: "message",
        user: at ? "U2" : "U1",
        ts: `${minute(from + at) / 1000}`,
        text: `words of ${from + at}`,
      }));
    const { messages, of } = await expectTold(
      {
        "users.json": [
          { id: "U1", name: "ann", profile: { real_name: "Ann Ash", email: "a@x.test" } },
          { id: "U2", name: "bo", profile: { real_name: "Bo Birch", email: "b@x.test" } },
        ],
        "channels.json": [
          { id: "C1", name: "boats", created: minute(0) / 1000, members: ["U1", "U2"] },
          { id: "C2", name: "ice", created: minute(0) / 1000, members: ["U1"] },
        ],
        "boats/2024-05-01.json": day(0),
        "boats/2024-05-02.json": day(2),
        "ice/2024-05-01.json": day(4),
      },
      [0, 1, 2, 3, 4, 5].map((at) => [at % 2 ? "U2" : "U1", at, `words of ${at}`]),
    );
    expect(messages.map(({ conversationId }) => conversationId)).toEqual([
      "boats",
      "boats",
      "boats",
      "boats",
      "ice",
      "ice",
    ]);
    expect(of("conversation")).toHaveLength(2);
    expect(of("membership")).toContainEqual(expect.objectContaining({ conversationId: "boats", userId: "U2" }));
  });
});

it("says which ready mapping fits, and gives it", async () => {
  const message = (at: number) => ({
    id: `${at}`,
    type: "Default",
    timestamp: iso(at),
    timestampEdited: null,
    isPinned: false,
    content: TEXTS[at],
    author: { id: "7", name: "ann", isBot: false },
    attachments: [],
    reactions: [],
  });
  const path = written({
    "g.json": {
      guild: { id: "1", name: "G" },
      channel: { id: "9", type: "GuildTextChat", name: "general" },
      messages: TEXTS.map((_, at) => message(at)),
    },
  });
  const { text, confidence } = await guess(path);
  expect(text).toMatch(/^# This looks like .*use --mapping discord\n/);
  expect(checkMapping("given", text).name).toBe("discord");
  expect(confidence).toBe(1);
});

it.each(["discord", "google-chat", "mattermost", "stream", "telegram"])(
  "knows %s by the ready mapping, damaged values or not",
  async (name) => {
    const { text } = await guess(join(FIXTURES, name));
    expect(text).toContain(`: use --mapping ${name}\n`);
  },
);
