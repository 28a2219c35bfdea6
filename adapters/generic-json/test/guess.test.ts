import { execFile } from "node:child_process";
import { mkdtempSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guess, readByGuess, written } from "./guess-export.ts";

const START = Date.UTC(2024, 4, 1, 10);

interface Post {
  readonly id: string;
  readonly room: string;
  readonly author: string;
  readonly at: number;
  readonly text: string;
}

const POSTS: readonly Post[] = Array.from({ length: 12 }, (_, at) => ({
  id: `m${at}`,
  room: at % 3 === 0 ? "boats" : "ice",
  author: at % 2 === 0 ? "ann" : "bo",
  at: START + at * 60_000,
  text: `the words of message ${at}`,
}));

const TIMES: Readonly<Record<string, (at: number) => unknown>> = {
  iso: (at) => new Date(at).toISOString(),
  local: (at) => new Date(at).toISOString().slice(0, 19).replace("T", " "),
  s: (at) => at / 1000,
  ms: (at) => at,
  "ms as text": (at) => String(at),
  us: (at) => at * 1000,
  german: (at) => new Date(at).toISOString().replace(/^(....)-(..)-(..)T(.{8}).*$/, "$3.$2.$1 $4"),
};

/** Names that formats have for the fields of a message. */
const NAMES = {
  id: ["id", "_id", "uuid", "message_id", "messageId", "msgid", "event_id", "post_id", "guid"],
  room: ["room", "channel", "channel_id", "conversationId", "chat_id", "roomid", "rid", "group", "dialog_id", "space"],
  author: ["author", "sender", "senderId", "user_id", "userid", "from", "by", "username", "author_id", "poster"],
  at: ["timestamp", "ts", "created_at", "createdAt", "sent_at", "date", "time", "posted", "createdDateTime", "when"],
  text: ["text", "body", "message", "msg", "content", "comment"],
} as const;

/** Ways to the messages, and how a file with them looks. */
const WAYS: Readonly<Record<string, (rows: readonly object[]) => string>> = {
  root: (rows) => JSON.stringify(rows),
  wrapped: (rows) => JSON.stringify({ version: 3, messages: rows }),
  deep: (rows) => JSON.stringify({ export: { about: "x", data: { items: rows } } }),
  pages: (rows) => JSON.stringify([rows.slice(0, 5), rows.slice(5)]),
  lines: (rows) => rows.map((row) => JSON.stringify(row)).join("\n"),
};

it("reads every message of worlds of all names, times and ways", async () => {
  const shape = fc.record({
    names: fc.record({
      id: fc.constantFrom(...NAMES.id),
      room: fc.constantFrom(...NAMES.room),
      author: fc.constantFrom(...NAMES.author),
      at: fc.constantFrom(...NAMES.at),
      text: fc.constantFrom(...NAMES.text),
    }),
    time: fc.constantFrom(...Object.keys(TIMES)),
    way: fc.constantFrom(...Object.keys(WAYS)),
    hasId: fc.boolean(),
    reversed: fc.boolean(),
    seed: fc.integer({ min: 0, max: 119 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ names, time, way, hasId, reversed, seed }) => {
      const fields = (["id", "room", "author", "at", "text"] as const).filter((name) => name !== "id" || hasId);
      const order = fields.toSorted((a, b) => ((a.length * 7 + seed) % 5) - ((b.length * 7 + seed) % 5));
      const rows = POSTS.map((post) =>
        Object.fromEntries(order.map((name) => [names[name], name === "at" ? TIMES[time]?.(post.at) : post[name]])),
      );
      const content = WAYS[way]?.(reversed ? rows.toReversed() : rows) ?? "";
      const { messages, rejected, text } = await readByGuess(written({ "export.json": content }));
      expect(rejected, text).toEqual([]);
      const found = messages.map(({ authorId, conversationId, sentAt: at, text: words }) => ({
        authorId,
        conversationId,
        at,
        words,
      }));
      const told = POSTS.map(({ author, room, at, text: words }) => ({
        authorId: author,
        conversationId: room,
        at,
        words,
      }));
      expect(
        found.sort((a, b) => a.at - b.at),
        text,
      ).toEqual(told);
      if (hasId) expect(new Set(messages.map(({ id }) => id)), text).toEqual(new Set(POSTS.map(({ id }) => id)));
    }),
    { numRuns: 20 },
  );
});

describe("what a guess never tells", () => {
  it("no word of what people wrote, and nothing of their names, addresses and links", async () => {
    const secrets = [
      "Zaphira Quell",
      "zq7731",
      "Xylo's room: # TODO",
      "whisper\n- kind: user",
      "zq@hidden.test",
      "https://hidden.test/f?token=abc",
      "vault-of-zq",
    ];
    const [name, id, room, words, mail, link, file] = secrets;
    const { text } = await guess(
      written({
        "export.json": {
          users: [
            { id, name, email: mail, avatar: link, type: name },
            { id: "other-9", name: "Somebody Else", email: "o@x.test", avatar: link, type: room },
          ],
          messages: POSTS.map(({ at }, index) => ({
            id: `${file}${index}`,
            channel: room,
            user_id: id,
            created: at,
            type: `${words}${index}`,
            text: `${words} ${index}`,
            files: [{ url: link, name: file, mime: "image/png" }],
            reactions: { [name ?? ""]: [id] },
          })),
        },
      }),
    );
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toContain("whisper");
    expect(text).toContain("authorId: user_id");
  });
});

it("writes names of fields that would be something else in YAML, JMESPath or templates", async () => {
  const rows = POSTS.map(({ id, author, at, text }, index) => ({
    "# id {x}": index < 6 ? Number(id.slice(1)) : Number(id.slice(1)) - 6,
    "the\nroom: 'id'": index < 6 ? "boats" : "ice",
    'user "name" \\': author,
    "created at *": at,
    "- text &": text,
  }));
  const { messages, rejected, text } = await readByGuess(written({ "export.json": rows }));
  expect(rejected, text).toEqual([]);
  expect(messages.map(({ text: words }) => words)).toEqual(POSTS.map(({ text: words }) => words));
  expect(messages.map(({ authorId }) => authorId)).toEqual(POSTS.map(({ author }) => author));
  expect(new Set(messages.map(({ id }) => id)).size, text).toBe(POSTS.length);
});

it("never fails but by saying why, whatever JSON it is given", async () => {
  const names = fc.constantFrom(
    "id",
    "user",
    "text",
    "ts",
    "messages",
    "type",
    "a.b",
    "members",
    "replies",
    "",
    "*",
    "x'",
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.constantFrom(null, true, 0, 1714550400, "2024-05-01T10:00:00Z", "words of it", "", -1, 1e300),
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(names, tie("node"), { maxKeys: 6 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(names, node, { maxKeys: 6 }), { minLength: 1, maxLength: 5 }),
      async (document) => {
        const path = written({ "export.json": document });
        const told = await guess(path).catch((error: unknown) => error);
        if (told instanceof Error && !(told instanceof ConfigError)) throw told;
      },
    ),
    { numRuns: 30 },
  );
});

describe("what cannot be guessed from", () => {
  it.each([
    ["an empty file", { "e.json": " \n" }, "is empty"],
    ["HTML", { "e.json": "<html><body>hello</body></html>" }, "HTML"],
    ["plain text", { "e.txt": "hello\nworld\n" }, "neither JSON nor JSON Lines nor CSV"],
    ["a document without lists of objects", { "e.json": { a: 1, b: [1, 2] } }, "no list of objects"],
    [
      "lists in which nobody says anything",
      {
        "e.json": {
          prices: [
            { sku: 1, cost: 2 },
            { sku: 2, cost: 3 },
          ],
        },
      },
      "none with times, texts and authors",
    ],
    ["a folder of pictures", { "a.png": "x", "b.png": "y" }, "None of the 2 files"],
  ])("%s: says what was seen", async (_what, files, told) => {
    const error = await guess(written(files)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(told);
  });
});

it("reads only the beginning of a giant file", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "guess-")), "giant.json");
  const rows = Array.from({ length: 60_000 }, (_, at) =>
    JSON.stringify({ ...POSTS[at % 12], id: at, attachments: [{ name: "a" }, { name: "b" }] }),
  );
  const file = openSync(path, "w");
  writeSync(file, `{"about": "x", "messages": [${rows.join(",\n")},`);
  // What follows are gigabytes of nothing: a reader that came there would call it damaged.
  truncateSync(path, 8_000_000_000);
  expect(statSync(path).size).toBe(8_000_000_000);
  const { text, confidence } = await guess(path);
  expect(text).toContain("of 1 only the beginning");
  expect(text).toMatch(/Tried on them: \d{4,} messages, 0 values rejected/);
  expect(confidence).toBeGreaterThan(0.6);
});

it("looks into packed files, and writes their names without the packing", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "guess-")), "export.jsonl.gz");
  writeFileSync(path, gzipSync(POSTS.map((post) => JSON.stringify(post)).join("\n")));
  const { messages, text } = await readByGuess(path);
  expect(messages).toHaveLength(POSTS.length);
  expect(text).toContain('files: "*.jsonl"');
});

it("etl guess writes a mapping by which etl preview shows the messages", async () => {
  const run = promisify(execFile);
  const path = written({ "export.json": { posts: POSTS } });
  const main = join(import.meta.dirname, "..", "..", "..", "packages", "cli", "src", "main.ts");
  const etl = async (...args: readonly string[]) => await run(process.execPath, ["--conditions=source", main, ...args]);
  const guessed = await etl("guess", path);
  const mapping = join(mkdtempSync(join(tmpdir(), "guess-")), "m.yaml");
  writeFileSync(mapping, guessed.stdout);
  expect(guessed.stderr).toContain("Confidence: ");
  const { stdout } = await etl("preview", path, "--mapping", mapping);
  for (const { text } of POSTS.slice(0, 5)) expect(stdout).toContain(text);
  expect(stdout).not.toContain("Would be rejected");
});
