import { Message } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { read, readOne } from "./export.ts";
import { notices } from "./read-all.ts";

const USER = { kind: "user", id: "id", displayName: "name" };
const users = (input: object) => ({ inputs: [{ files: "**/*.json", holds: "user", records: [USER], ...input }] });

const records = async (...args: Parameters<typeof read>) =>
  (await read(...args)).map(({ record, derived }) => record ?? derived);

describe("values", () => {
  it.each([
    ["an expression", "a.b", { a: { b: "x" } }, "x"],
    ["the first that is there", "a.b || c", { a: { b: "" }, c: "y" }, "y"],
    ["a choice", "a == 'x' ? b : c", { a: "x", b: "1", c: "2" }, "1"],
    ["a constant", { const: "word" }, {}, "word"],
    ["a template", { template: "{a.b}/{c}" }, { a: { b: 1 }, c: "x" }, "1/x"],
    ["the first of several ways", { first: ["a", { template: "{b}-{c}" }] }, { b: 1, c: 2 }, "1-2"],
    ["an enumeration", { from: "a", map: { x: "ours" } }, { a: "x" }, "ours"],
    ["an enumeration of something else", { from: "a", map: { x: "ours" }, else: "other" }, { a: "z" }, "other"],
    [
      "an enumeration is no object with a prototype",
      { from: "a", map: { x: "ours" }, else: "other" },
      { a: "constructor" },
      "other",
    ],
    ["what is said if nothing is found", { from: "a", else: "none" }, {}, "none"],
    ["a part of a text", "match(a, 'room-(\\d+)')[1]", { a: "room-17" }, "17"],
    ["mended text", "from_latin1(a)", { a: "cafÃ©" }, "café"],
    ["a number as text", "a", { a: 5 }, "5"],
  ])("%s", async (_, event, value, expected) => {
    expect((await readOne(value, { event }))?.record).toMatchObject({ event: expected });
  });

  it("a template gives nothing if a part of it is missing", async () => {
    const { record } = (await readOne({ a: "x" }, { event: { template: "{a}/{b}" } })) ?? {};
    expect(record).not.toHaveProperty("event");
  });

  it("an id for what has none: the same for the same values, another for others", async () => {
    const id = async (value: object) => Message.parse((await readOne(value, { id: "digest(a, b)" }))?.record).id;
    expect(await id({ a: 1, b: "x" })).toBe(await id({ b: "x", a: 1 }));
    expect(await id({ a: 1, b: "x" })).not.toBe(await id({ a: 1, b: "y" }));
    // Values do not run into each other.
    expect(await id({ a: "1", b: "1x" })).not.toBe(await id({ a: "11", b: "x" }));
  });
});

describe("what cannot be used is rejected, with the field and the expression and without what was found", () => {
  it.each([
    [
      "a missing field",
      { conversationId: "room" },
      {},
      'missing-id: The message has no "conversationId": the mapping finds it by room',
    ],
    [
      "an object where text is wanted",
      { event: "a" },
      { a: { secret: 1 } },
      'wrong-type: "event", found by a, is not text.',
    ],
    ["an id that lost digits", { id: "a" }, { a: 2 ** 60 }, "inexact-id"],
    [
      "a word that the model does not know",
      { type: "a" },
      { a: "secret" },
      'unknown-word: "type", found by a, is none of the words there are (text, media',
    ],
    [
      "an expression that does not fit",
      { event: "length(a)" },
      { a: 5 },
      'expression: "length(a)", an expression of the mapping, cannot be applied',
    ],
    [
      "something inside a list",
      { reactions: { each: "a", emoji: "e" } },
      { a: [{ e: { secret: 1 } }] },
      '"emoji", found by e, is not text',
    ],
  ])("%s", async (_, fields, value, message) => {
    const { rejected } = (await readOne(value, fields)) ?? {};
    expect(rejected).toContain(message);
    expect(rejected).not.toContain("secret");
  });
});

describe("rules", () => {
  it("makes several records of one value, some of each member of a list inside it", async () => {
    const made = await records(
      { "a.json": { chats: [{ id: 1, people: ["ann", null, "bob"] }] } },
      {
        inputs: [
          {
            files: "*.json",
            select: "chats",
            holds: "conversation",
            records: [
              { kind: "conversation", id: "id", type: { const: "group" } },
              { kind: "membership", each: "people", conversationId: "$.parent.id", userId: "@" },
            ],
          },
        ],
      },
    );
    expect(made).toMatchObject([
      { kind: "conversation", id: "1" },
      { kind: "membership", conversationId: "1", userId: "ann" },
      { kind: "membership", conversationId: "1", userId: "bob" },
    ]);
  });

  it("reaches lists in lists, and what stands around them", async () => {
    const reactions = {
      each: ["reactions", "users"],
      emoji: "$.parent.emoji",
      userId: "id",
      when: "id != $.element.author",
    };
    const value = {
      author: "ann",
      reactions: [
        { emoji: "👍", users: [{ id: "ann" }, { id: "bob" }] },
        { emoji: "❤", users: [{ id: "cyd" }] },
      ],
    };
    expect((await readOne(value, { reactions }))?.record).toMatchObject({
      reactions: [
        { emoji: "👍", userId: "bob" },
        { emoji: "❤", userId: "cyd" },
      ],
    });
  });

  it("sees the objects around its array, the keys that led there, and its file", async () => {
    const [made] = await records(
      { "a/b.json": { app: "x", rooms: { lobby: { no: 7, posts: [{ t: "hi" }] } } } },
      {
        inputs: [
          {
            files: "**/*.json",
            select: "rooms.*.posts",
            records: [
              {
                kind: "message",
                id: { template: "{$.keys[0]}/{to_string($.keys[1])}" },
                conversationId: "to_string($.parent.no)",
                authorId: null,
                sentAt: { const: "2024-05-01T00:00:00Z" },
                extra: {
                  app: "$.document.app",
                  around: "length($.around)",
                  file: "$.file.name",
                  folder: "$.file.folder",
                },
              },
            ],
          },
        ],
      },
    );
    expect(made).toMatchObject({ id: "lobby/0", conversationId: "7", extra: { app: "x", file: "b", folder: "a" } });
  });

  it("tells an array that is empty: its conversation is there too", async () => {
    const mapping = {
      inputs: [
        {
          files: "*.json",
          select: "chats.*.messages",
          once: [{ kind: "conversation", id: "id", type: { const: "group" } }],
          records: [{ kind: "message", id: "id", conversationId: "$.parent.id", authorId: null, sentAt: "at" }],
        },
      ],
    };
    const made = await records(
      {
        "a.json": {
          chats: [
            { id: "empty", messages: [] },
            { id: "full", messages: [{ id: "m", at: "2024-05-01T00:00:00Z" }] },
          ],
        },
      },
      mapping,
    );
    expect(made).toMatchObject([{ id: "empty" }, { id: "full" }, { id: "m", conversationId: "full" }]);
  });

  it("leaves out by rule, and counts what no rule makes anything of", async () => {
    const lines = await read(
      { "a.json": [{ id: "1", name: "Ann" }, { id: "2", bot: true }, { id: "3" }] },
      users({
        drop: [{ when: "bot", code: "bot", because: "Bots stay behind." }],
        records: [{ ...USER, when: "name" }],
      }),
    );
    expect(lines.map(({ dropped, record }) => dropped ?? record)).toMatchObject([
      { id: "1" },
      "bot: Bots stay behind.",
      "no-rule: No rule of the mapping makes anything of this value.",
    ]);
  });

  it("one that fails takes none of the others with it", async () => {
    const post = { id: "p", at: "yesterday", replies: [{ id: "r1", at: "2024-05-01T00:00:00Z" }, { id: "r2" }] };
    const message = { kind: "message", id: "id", conversationId: { const: "c" }, authorId: null, sentAt: "at" };
    const lines = await read(
      { "a.json": [post] },
      { inputs: [{ files: "*.json", records: [message, { ...message, each: "replies" }] }] },
    );
    expect(lines).toMatchObject([
      { rejected: expect.stringContaining("no-date") },
      { record: { id: "r1" } },
      { rejected: expect.stringContaining('missing-field: The message has no "sentAt"') },
    ]);
  });

  it("brings nothing along where there is no id", async () => {
    const lines = await read(
      { "a.json": [{ id: "1", name: "Ann" }] },
      users({ records: [USER, { ...USER, derived: true, id: "friend.id" }] }),
    );
    expect(lines).toMatchObject([{ record: { id: "1" } }]);
  });

  it("ranks what stands newest first the other way round", async () => {
    const message = {
      kind: "message",
      id: "id",
      conversationId: { const: "c" },
      authorId: null,
      sentAt: { const: "2024-05-01T00:00:00Z" },
    };
    for (const files of [
      { "a.json": [{ id: "new" }, { id: "old" }] },
      { "a.jsonl": '{"id":"new"}\n{"id":"old"}\n' },
      { "a.csv": "id\nnew\nold\n" },
    ]) {
      const made = await records(files, { inputs: [{ files: "a.*", order: "newest-first", records: [message] }] });
      const ranked = made as { id: string; rank: number }[];
      expect(ranked.toSorted((a, b) => a.rank - b.rank).map(({ id }) => id)).toEqual(["old", "new"]);
    }
  });
});

describe("marks", () => {
  const text = (marks: object[]) => ({ text: { from: "text", marks } });
  const value = {
    text: "@ann and @ann-lee met @nobody",
    mentions: [
      { name: "ann", id: "1" },
      { name: "ann-lee", id: "2" },
    ],
  };

  it("finds words that a list gives, the longest first and whole", async () => {
    const mark = { each: "mentions", words: { template: "@{name}" }, type: "user_mention", userId: "id" };
    expect((await readOne(value, text([mark])))?.record).toMatchObject({
      entities: [
        { start: 0, end: 4, userId: "1" },
        { start: 9, end: 17, userId: "2" },
      ],
    });
  });

  it("finds what a pattern describes; where a detail that the type needs is missing, nothing is marked", async () => {
    const mark = {
      match: "@([a-z]+)(?![a-z-])",
      type: "user_mention",
      userId: { from: "@[1]", map: { ann: "1" }, else: null },
    };
    expect((await readOne(value, text([mark])))?.record).toMatchObject({
      entities: [{ start: 0, end: 4, userId: "1" }],
    });
  });

  it("leaves a date that is none as plain text, and takes the message all the same", async () => {
    const at = { from: "@[1]", date: "s" };
    const written = "<t:1714550400> <t:0> <t:4102444800> <t:99999999999999999999>";
    const byPattern = text([{ match: "<t:(\\d+)>", type: "date", at }]);
    const one = { entities: [{ start: 0, end: 14, type: "date", at: 1_714_550_400_000 }] };
    expect((await readOne({ text: written }, byPattern))?.record).toMatchObject({ text: written, ...one });
    const pieces = written.split(" ").map((words) => ({ text: words, type: "date", at: words.slice(3, -1) }));
    const types = { date: { type: "date", at: { from: "at", date: "s" } } };
    const inPieces = { text: { runs: "pieces", types } };
    expect((await readOne({ pieces }, inPieces))?.record).toMatchObject({
      text: pieces.map((p) => p.text).join(""),
      ...one,
    });
  });
});

it("finds under a name that every object has from JavaScript what the record itself has", async () => {
  const files = {
    "a.json": '[{"id":"1"},{"id":"2","constructor":"Rust","__proto__":"x","o":{"valueOf":"7"}},{"id":"3","o":[1]}]',
  };
  const record = {
    kind: "user",
    id: "id",
    displayName: { from: "constructor.name || constructor", else: "none" },
    metadata: { proto: '"__proto__"', value: "o.valueOf" },
  };
  const found = await records(files, { inputs: [{ files: "a.json", holds: "user", records: [record] }] });
  expect(found).toMatchObject([
    { displayName: "none" },
    { displayName: "Rust", metadata: { proto: "x", value: "7" } },
    { displayName: "none" },
  ]);
});

describe("joins", () => {
  const FILES = {
    "users.csv": "email,id,name\nann@x.y,7,Ann\nbob@x.y,8,Bob\n",
    "a.json": [{ by: "bob@x.y" }, { by: "eve@x.y" }],
  };
  const tables = { people: { files: "users.csv", key: "email" } };

  it("looks up a row by its key", async () => {
    const records_ = [
      {
        kind: "user",
        id: { from: "by", lookup: "people", take: "id", else: "nobody" },
        displayName: { from: "by", lookup: "people", take: "name", else: "?" },
      },
    ];
    expect(
      await records(FILES, { tables, inputs: [{ files: "a.json", holds: "user", records: records_ }] }),
    ).toMatchObject([
      { id: "8", displayName: "Bob" },
      { id: "nobody", displayName: "?" },
    ]);
  });

  it("tells of a table's damaged rows, whose lookups find nothing", async () => {
    const files = {
      "users.jsonl": '{"email":"ann@x.y","id":"7"}\n{"email":\n{"email"\n{"email":"bob@x.y","id":"8"}\n',
      "a.json": [{ by: "bob@x.y" }],
    };
    const id = { from: "by", lookup: "people", take: "id" };
    const tables = { people: { files: "users.jsonl", key: "email" } };
    const inputs = [{ files: "a.json", holds: "user", records: [{ kind: "user", id, displayName: { const: "?" } }] }];
    expect(await records(files, { tables, inputs })).toMatchObject([{ id: "8" }]);
    expect(notices.splice(0)).toEqual([
      'Of table "people" of the mapping 2 rows that are damaged, the first users.jsonl:2, were passed over: what is looked up there is not found. Correct it at the source, and run again with --fresh.',
    ]);
  });

  it("finds all rows of a key, to make a list of", async () => {
    const files = {
      "a.jsonl":
        '{"t":"m","id":"1"}\n{"t":"r","of":"1","e":"👍"}\n{"t":"r","of":"1","e":"❤"}\n{"t":"r","of":"2","e":"x"}\n',
    };
    const message = {
      kind: "message",
      when: "t == 'm'",
      id: "id",
      conversationId: { const: "c" },
      authorId: null,
      sentAt: { const: "2024-05-01T00:00:00Z" },
    };
    const reactions = { each: { from: "id", lookup: "reactions" }, emoji: "e" };
    const made = await records(files, {
      tables: { reactions: { files: "*.jsonl", when: "t == 'r'", key: "of", many: true } },
      inputs: [{ files: "*.jsonl", records: [{ ...message, reactions }] }],
    });
    expect(made[0]).toMatchObject({ reactions: [{ emoji: "👍" }, { emoji: "❤" }] });
  });
});

describe("files", () => {
  it("reads CSV by its columns, an empty field being none", async () => {
    const made = await records(
      { "u.csv": "id;name;mail\n1;Ann;\n2;Bob;b@x.y\n" },
      users({ files: "*.csv", delimiter: ";", records: [{ ...USER, emails: "mail" }] }),
    );
    expect(made).toMatchObject([
      { id: "1", emails: [] },
      { id: "2", emails: ["b@x.y"] },
    ]);
  });

  it("reads integers beyond 2^53 to the last digit if asked to", async () => {
    const made = await records(
      { "u.json": '[{"id": 12345678901234567891, "name": "Ann"}]' },
      users({ exactNumbers: true }),
    );
    expect(made).toMatchObject([{ id: "12345678901234567891" }]);
  });

  it("reads a small document as one value", async () => {
    expect(await records({ "u.json": { id: "1", name: "Ann" } }, users({ format: "document" }))).toMatchObject([
      { id: "1" },
    ]);
  });

  it.each([
    ["no file fits", users({ files: "*.jsonl" }), 'holds no file that matches "*.jsonl"'],
    ["no file has the array", users({ select: "people" }), 'have no array at "people"'],
    ["nothing says what format it is", users({ files: "*.txt" }), "What format"],
  ])("says so if %s", async (_, mapping, message) => {
    await expect(read({ "u.json": { users: [] }, "u.txt": "x" }, mapping)).rejects.toThrow(message);
  });

  it("counts files without the array as left out if others have it, but for those that are optional", async () => {
    const files = {
      "a.json": { users: [{ id: "1", name: "Ann" }] },
      "b.json": { about: "this export" },
      "c.json": [1],
    };
    expect(await read(files, users({ select: "users" }))).toMatchObject([
      { record: { id: "1" } },
      { origin: "b.json", dropped: 'no-array: The file has no array at "users".' },
      { origin: "c.json", dropped: 'no-array: The file has no array at "users".' },
    ]);
    expect(await records(files, users({ select: "people", optional: true }))).toEqual([]);
  });
});
