import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { type DocumentEnd, readJson, readJsonByTokens } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;

const CHATS = `{
  "about": "An export", "contacts": {"list": [1,2]},
  "chats": {"about": "All", "list": [
    {"name": "Ann", "type": "personal_chat", "id": 7, "messages": [{"id":1},{"id":2}], "draft": "late"},
    {"name": "Bob", "id": 8, "messages": []},
    {"id": 9},
    {"name": "Cy", "id": 10, "messages": [{"id":1}]}
  ]},
  "exported": 4
}`;

async function read(text: string | Uint8Array, select: string | readonly string[], more: object = {}) {
  return await collect(readJson(await tempFile(text), { select, signal, ...more }));
}

describe("a selection", () => {
  it("finds the arrays behind a wildcard, with the wildcard's index and what stands before the array", async () => {
    const { values, error } = await read(CHATS, "chats.list.*.messages");
    const root = { about: "An export", contacts: { list: [1, 2] } };
    const ann = [root, { about: "All" }, { name: "Ann", type: "personal_chat", id: 7 }];
    expect(error).toBeUndefined();
    expect(values).toEqual([
      { value: { id: 1 }, origin: `data.json@${CHATS.indexOf('{"id":1}')}`, keys: [0, 0], context: ann },
      { value: { id: 2 }, origin: `data.json@${CHATS.indexOf('{"id":2}')}`, keys: [0, 1], context: ann },
      {
        value: { id: 1 },
        origin: `data.json@${CHATS.lastIndexOf('{"id":1}')}`,
        keys: [3, 0],
        context: [root, { about: "All" }, { name: "Cy", id: 10 }],
      },
    ]);
  });

  it("finds one array under a key, passing over what is before and behind it", async () => {
    const text = '{"guild":{"id":"1"},"messages":[1,2],"messageCount":2}';
    const { values } = await read(text, "messages");
    expect(values).toEqual([
      { value: 1, origin: "data.json@32", keys: [0], context: [{ guild: { id: "1" } }] },
      { value: 2, origin: "data.json@34", keys: [1], context: [{ guild: { id: "1" } }] },
    ]);
  });

  it("tells at the end what the outermost object said, also behind the array", async () => {
    const ends: DocumentEnd[] = [];
    const onEnd = (end: DocumentEnd) => ends.push(end);
    await read('{"guild":1,"messages":[],"messageCount":2}', "messages", { onEnd });
    await read('{"guild":1}', "messages", { onEnd });
    expect(ends).toEqual([
      { isFound: true, rootLength: 3, root: { guild: 1, messageCount: 2 } },
      { isFound: false, rootLength: 1, root: { guild: 1 } },
    ]);
  });

  it("goes through the members of an object by a wildcard, and leaves those alone that hold nothing", async () => {
    const { values } = await read('{"version":3,"hall":{"messages":[1]},"attic":{"messages":[2]}}', "*.messages");
    expect(values.map(({ keys, context }) => [keys, context])).toEqual([
      [
        ["hall", 0],
        [{ version: 3 }, {}],
      ],
      [
        ["attic", 0],
        [{ version: 3 }, {}],
      ],
    ]);
  });

  it("takes keys with dots, and keys that are written with escapes", async () => {
    expect(valuesOf((await read('{"a.b":[1]}', ["a.b"])).values)).toEqual([1]);
    expect(valuesOf((await read('{"mess\\u0061ges":[1]}', "messages")).values)).toEqual([1]);
  });

  it("takes an array twice that stands twice under one key, and the latter of two contexts", async () => {
    const { values } = await read('{"id":1,"id":2,"m":[1],"id":3,"m":[2]}', "m");
    expect(values.map((value) => [...valuesOf([value]), value.context])).toEqual([
      [1, [{ id: 2 }]],
      [2, [{ id: 3 }]],
    ]);
  });

  it("passes on a value that stands where the way goes on, and reads what is behind it", async () => {
    const { values } = await read('{"list":[{"m":[1]},{"m":null},7,[8],{"m":[2]}]}', "list.*.m");
    expect(valuesOf(values)).toEqual([
      1,
      { unreadable: "not-an-array" },
      { unreadable: "not-an-object" },
      { unreadable: "not-an-object" },
      2,
    ]);
    expect(values.map(({ keys }) => keys)).toEqual([[0, 0], [1, "m"], [2], [3], [4, 0]]);
  });

  it("is refused when a step is empty", async () => {
    const { error } = await read("[]", "chats..messages");
    expect(error).toEqual(
      new ConfigError('The selection "chats..messages" has an empty step. Write it like "chats.list.*.messages".'),
    );
  });

  it.each([
    ["messages", "[1]", 'it has "[" instead of the "{" of an object'],
    ["", '{"a":[1]}', 'it has "{" instead of the "[" of an array'],
    ["*", "7", 'a digit instead of the "[" of an array or the "{" of an object'],
    ["messages", '{"messages":[1,2}', 'at byte 16 it has "}" instead of a comma or "]"'],
    ["messages", '{"a" 1}', 'at byte 5 it has a digit instead of the ":" behind a key'],
    ["messages", "{a:1}", 'at byte 1 it has a letter instead of a key or "}"'],
    ["messages", '{"a":1,}', "instead of a key that is a JSON string"],
    ["messages", '{"a":1]', 'instead of a comma or "}"'],
    ["messages", '{"a\\q":1}', "at byte 1 it has a quotation mark instead of a key that is a JSON string"],
  ])("%s says what is wrong with %s", async (select, text, says) => {
    for (const chunkBytes of [1, 4096])
      expect(String((await read(text, select, { chunkBytes })).error)).toContain(says);
  });
});

describe("context", () => {
  it("leaves out what is larger than 16 KiB, and passes over it whatever its size", async () => {
    const large = JSON.stringify({ text: '\\"]}'.repeat(30_000) });
    for (const chunkBytes of [1000, 4096, 1_000_000]) {
      const { values } = await read(`{"id":7,"large":${large},"m":[1]}`, "m", { chunkBytes, maxElementBytes: 50_000 });
      expect(values.map(({ context }) => context)).toEqual([[{ id: 7 }]]);
    }
  });

  it("survives a resumption, in its own words", async () => {
    const text = '{"a":1e400,"b":{"c":-0.0},"m":[1,2,3]}';
    const path = await tempFile(text);
    const { pages, values } = await collect(readJson(path, { select: "m", signal, pageSize: 1 }));
    const rest = await collect(readJson(path, { select: "m", signal, after: pages[0]?.cursor }));
    expect(rest.values).toEqual(values.slice(1));
    expect(rest.values[0]?.context).toEqual([{ a: Number.POSITIVE_INFINITY, b: { c: -0 } }]);
  });

  it("does not keep a page waiting that holds on to what lies between two arrays", async () => {
    const between = "x".repeat(5_000_000);
    const { pages } = await read(`[{"m":[1]},{"x":"${between}","m":[2]}]`, "*.m");
    expect(pages.map((page) => valuesOf(page.values))).toEqual([[1], [2]]);
  });
});

describe("escapes that JSON does not know", () => {
  it("Telegram, section 5: \\xNN is read as \\u00NN, and said so", async () => {
    const { values } = await read(String.raw`{"name":"a\x1fb","m":["ok","\x02\\x41\\\x07"]}`, "m");
    expect(values[0]).not.toHaveProperty("repaired");
    expect(values[1]).toMatchObject({ value: "\u0002\\x41\\\u0007", repaired: { code: "invalid-escape" } });
    expect(values[1]?.context).toEqual([{ name: "a\u001fb" }]);
  });

  it("leaves other invalid escapes to the rejects, with their offset", async () => {
    const { values } = await read(String.raw`["\q","\x4","ok"]`, "");
    expect(valuesOf(values)).toEqual([{ unreadable: "not-json" }, { unreadable: "not-json" }, "ok"]);
    expect(values.map(({ origin }) => origin)).toEqual(["data.json@1", "data.json@6", "data.json@12"]);
  });
});

describe("documents behind each other", () => {
  it("are refused at the place of the second one", async () => {
    const { values, error } = await read('{"m":[1]}\n{"m":[2]}', "m");
    expect(valuesOf(values)).toEqual([1]);
    expect(String(error)).toContain('at byte 10 it has "{" instead of nothing more behind the closed document');
  });

  it("are all read if that is asked for, by both roads, and can be resumed", async () => {
    const path = await tempFile('{"id":1,"m":[1]}{"id":2,"m":[2,3]} [');
    const options = { select: "m", signal, concatenated: true };
    const { pages, values, error } = await collect(readJson(path, { ...options, pageSize: 1 }));
    expect(values.map((value) => [...valuesOf([value]), value.context])).toEqual([
      [1, [{ id: 1 }]],
      [2, [{ id: 2 }]],
      [3, [{ id: 2 }]],
    ]);
    expect(String(error)).toContain('at byte 35 it has "[" instead of nothing more');
    const rest = await collect(readJson(path, { ...options, after: pages[0]?.cursor }));
    expect(valuesOf(rest.values)).toEqual([2, 3]);
    const whole = await tempFile('{"m":[1]}{"m":[2,3]}');
    expect(valuesOf((await collect(readJsonByTokens(whole, options))).values)).toEqual([1, 2, 3]);
  });
});

describe("the road of tokens", () => {
  it.each([
    ["no JSON", '{"m":[1,2,}', "is no valid JSON somewhere before byte 11"],
    ["a cut document", '{"m":[1,2', "ends too early"],
    ["no document", " ", "ends too early"],
    ["another shape", "[1]", 'does not begin with the "{" of an object'],
  ])("ends in an error with %s", async (_name, text, says) => {
    const { error } = await collect(readJsonByTokens(await tempFile(text), { select: "m", signal }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(says);
  });

  it("ends in an error where the text is not UTF-8", async () => {
    const path = await tempFile(Buffer.from('{"m":["\xff"]}', "latin1"));
    const { error } = await collect(readJsonByTokens(path, { select: "m", signal }));
    expect(String(error)).toContain("is not encoded in UTF-8 between byte 0 and byte 11");
  });

  it("tells the keys as the origin, and fills pages", async () => {
    const path = await tempFile(CHATS);
    const { pages } = await collect(readJsonByTokens(path, { select: "chats.list.*.messages", signal, pageSize: 2 }));
    expect(pages.map(({ values }) => values.map(({ origin }) => origin))).toEqual([
      ["data.json#0/0", "data.json#0/1"],
      ["data.json#3/0"],
    ]);
  });
});
