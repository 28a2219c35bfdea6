import {
  AnyRecord,
  Attachment,
  type ChatRecord,
  Conversation,
  Entity,
  Membership,
  Message,
  User,
} from "@chat-etl/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anonymise } from "../src/index.ts";
import { fullRecords } from "./records.ts";

const KEY = "sixteen or more signs";

function anonymous(record: ChatRecord, key = KEY): ChatRecord {
  return AnyRecord.parse(anonymise({ key }).apply(record));
}

/** Words of Latin, Cyrillic, Chinese and capital letters, with marks, of which no pseudonym is made. */
const anyWord = fc
  .array(fc.constantFrom(..."ghijklmnopqrstuvwyzäßжщ漢字GHIJ", "e\u0301", "𝔸"), { minLength: 3, maxLength: 9 })
  .map((signs) => signs.join(""));

it("of no word anywhere in a record anything is left", () => {
  fc.assert(
    fc.property(fc.array(anyWord, { minLength: 60, maxLength: 60 }), (words) => {
      const given = new Set<string>();
      const word = () => {
        const next = `${words[given.size % words.length]}${"q".repeat(Math.floor(given.size / words.length) + 1)}`;
        given.add(next);
        return next;
      };
      const left = fullRecords(word).map((record) => JSON.stringify(anonymous(record)));
      for (const one of given) expect(left.filter((text) => text.includes(one))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

it("keeps the structure: who, when, where, how long, marked how", () => {
  const text = "Hi Ann,\nsee a.b@c.de 12:30 👍🏽 ❤️ É";
  const message = anonymous(
    AnyRecord.parse({
      ...{ kind: "message", id: "m1", conversationId: "c1", authorId: "ann", sentAt: 5, text, replyToId: "m0" },
      entities: [{ type: "user_mention", start: 3, end: 6, userId: "bob" }],
      attachments: [{ kind: "image", name: "ann.png", url: "https://files/ann.png", sizeBytes: 9 }],
      reactions: [{ emoji: "👍", userId: "bob" }],
    }),
  );
  const [ann, bob] = ["ann", "bob"].map(
    (id) => anonymous(AnyRecord.parse({ kind: "user", id, displayName: id })) as User,
  );
  expect(message).toMatchObject({
    authorId: ann?.id,
    sentAt: 5,
    text: "Xx Xxx,\nxxx x.x@x.xx 00:00 👍🏽 ❤️ X",
    entities: [{ type: "user_mention", start: 3, end: 6, userId: bob?.id }],
    attachments: [{ kind: "image", sizeBytes: 9 }],
    reactions: [{ emoji: "👍", userId: bob?.id }],
  });
  expect(ann?.displayName).toBe(`User ${ann?.id.slice(0, 8)}`);
  const reply = anonymous(
    AnyRecord.parse({ kind: "message", id: "m0", conversationId: "c1", authorId: null, sentAt: 1 }),
  );
  expect(message).toMatchObject({ replyToId: (reply as Message).id });
});

it("the same key gives the same ids, another one others; too short a key is refused", () => {
  const user = AnyRecord.parse({ kind: "user", id: "ann", displayName: "Ann" });
  expect(anonymous(user)).toEqual(anonymous(user));
  expect(anonymous(user)).not.toEqual(anonymous(user, `${KEY}!`));
  expect(anonymise({ key: KEY }).options).not.toEqual(anonymise({ key: `${KEY}!` }).options);
  expect(JSON.stringify(anonymise({ key: KEY }))).not.toContain(KEY);
  expect(() => anonymise({ key: "short" })).toThrow("at least 16 characters");
});

it("every field of the model was thought of", () => {
  const names = [User, Conversation, Membership, Message, Attachment].map(({ shape }) => Object.keys(shape).length);
  expect(
    [...names, Entity.options.length],
    "look at anonymous-*.ts, and at records.ts here, before you count anew",
  ).toEqual([25, 21, 13, 21, 10, 16]);
});
