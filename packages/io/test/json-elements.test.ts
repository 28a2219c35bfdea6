import { utimes, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { readJsonElements } from "../src/index.ts";
import { collectElements, collectPages, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;

it("yields the elements of the root array with their byte offsets and indexes", async () => {
  const path = await tempFile('[ {"a":1}, "é", [2] ]');
  expect(await collectElements(path)).toEqual([
    { value: { a: 1 }, origin: "data.json@2", keys: [0], context: [] },
    { value: "é", origin: "data.json@11", keys: [1], context: [] },
    { value: [2], origin: "data.json@17", keys: [2], context: [] },
  ]);
});

it("yields the elements of the arrays inside the root array, passing over empty ones", async () => {
  const path = await tempFile("[[],[1,2],[ ],[[3]],[]]");
  expect(await collectElements(path, { depth: 2 })).toEqual([
    { value: 1, origin: "data.json@5", keys: [1, 0], context: [] },
    { value: 2, origin: "data.json@7", keys: [1, 1], context: [] },
    { value: [3], origin: "data.json@15", keys: [3, 0], context: [] },
  ]);
});

it("tells the number of elements of the root array at the end, empty arrays included", async () => {
  const lengths: number[] = [];
  const path = await tempFile("[[],[1,2],[],[3],[]]");
  await collectElements(path, { depth: 2, onEnd: (length) => lengths.push(length) });
  expect(lengths).toEqual([5]);
});

it("tells the number of elements of the root array to a resumed reading too", async () => {
  const lengths: number[] = [];
  const path = await tempFile("[[],[1,2],[],[3],[]]");
  const { pages } = await collectPages(path, { depth: 2, pageSize: 2 });
  await collectElements(path, { depth: 2, after: pages[0]?.cursor, onEnd: (length) => lengths.push(length) });
  expect(lengths).toEqual([5]);
});

it("tells an empty array on a page without values", async () => {
  const { pages, error } = await collectPages(await tempFile(" [\r\n] "));
  expect(error).toBeUndefined();
  expect(pages).toMatchObject([{ values: [], arrays: [{ origin: "data.json@1", keys: [], context: [] }] }]);
});

it.each([
  ["a byte order mark", "\uFEFF[1,2]"],
  ["CRLF and tabs everywhere", "\r\n[\r\n\t1\r\n,\r\n\t2\r\n]\r\n"],
  ["no white space", "[1,2]"],
])("reads a document with %s", async (_name, text) => {
  for (const chunkBytes of [1, 2, 3, 4096]) {
    expect(valuesOf(await collectElements(await tempFile(text), { chunkBytes }))).toEqual([1, 2]);
  }
});

it.each([
  ["brackets and commas inside strings", '[{"]":"}],{"},"[,]"]'],
  ["escaped quotation marks and backslashes", String.raw`["\"","\\","\\\"]",{"\\\\":"\\"}]`],
  ["surrogate pairs, escaped and not", String.raw`["\ud83d\ude00","😀","\ud83d"]`],
  ["numbers beyond 2^53 and tiny ones", "[9007199254740993,1e400,-0.0,1E-400,123456789012345678901234567890]"],
  ["duplicate keys", '[{"a":1,"a":2}]'],
  ["a key named __proto__", '[{"__proto__":{"a":1}}]'],
  ["words and bare numbers", "[null,true,false,0,-1.5e3]"],
])("gives what JSON.parse gives for %s", async (_name, text) => {
  const path = await tempFile(text);
  for (const chunkBytes of [1, 7, 4096]) {
    expect(JSON.stringify(valuesOf(await collectElements(path, { chunkBytes })))).toBe(
      JSON.stringify(JSON.parse(text)),
    );
  }
});

it("reads an element nested deeper than the first bracket buffer", async () => {
  const deep = `${'[{"a":'.repeat(500)}1${"}]".repeat(500)}`;
  const [value] = valuesOf(await collectElements(await tempFile(`[${deep}]`), { chunkBytes: 100 }));
  expect(JSON.stringify(value)).toBe(deep);
});

it("ends a page after pageSize elements", async () => {
  const { pages } = await collectPages(await tempFile("[1,2,3,4,5]"), { pageSize: 2 });
  expect(pages.map((page) => valuesOf(page.values))).toEqual([[1, 2], [3, 4], [5]]);
});

it("ends a page at 500 elements unless told otherwise", async () => {
  const path = await tempFile(JSON.stringify(Array.from({ length: 501 }, (_, at) => at)));
  const { pages } = await collectPages(path);
  expect(pages.map((page) => page.values.length)).toEqual([500, 1]);
});

it("ends a page after one MiB", async () => {
  const path = await tempFile(JSON.stringify(Array.from({ length: 5 }, () => "x".repeat(600_000))));
  const { pages } = await collectPages(path);
  expect(pages.map((page) => page.values.length)).toEqual([2, 2, 1]);
});

it("passes on an element that is no JSON and goes on behind it", async () => {
  const path = await tempFile('[{"a":1},{"b" 2},NaN,nul,{"c":3}]');
  expect(valuesOf(await collectElements(path))).toEqual([
    { a: 1 },
    { unreadable: "not-json" },
    { unreadable: "not-json" },
    { unreadable: "not-json" },
    { c: 3 },
  ]);
});

it("tells the place of an unreadable element, but nothing of its content", async () => {
  const [, element] = await collectElements(await tempFile('[[1],[2,{"text" "private"}]]'), { depth: 2, pageSize: 2 });
  expect(element).toMatchObject({ value: 2 });
  const [, , unreadable] = await collectElements(await tempFile('[[1],[2,{"text" "private"}]]'), { depth: 2 });
  expect(unreadable).toEqual({
    unreadable: { code: "not-json", message: "The element is no valid JSON: repair it in the file." },
    origin: "data.json@8",
    keys: [1, 1],
    context: [],
  });
});

it("passes on an element that is not UTF-8 instead of putting replacement characters into it", async () => {
  const path = await tempFile(Buffer.from('[{"a":"ok"},{"a":"\xff"},{"a":"ok"}]', "latin1"));
  expect(valuesOf(await collectElements(path))).toEqual([{ a: "ok" }, { unreadable: "not-utf8" }, { a: "ok" }]);
});

it("passes on a value that stands where an array should, and reads the arrays around it", async () => {
  const path = await tempFile('[[1],{"error":[1,2]},null,[2]]');
  const elements = await collectElements(path, { depth: 2 });
  expect(valuesOf(elements)).toEqual([1, { unreadable: "not-an-array" }, { unreadable: "not-an-array" }, 2]);
  expect(elements.map((element) => element.keys)).toEqual([[0, 0], [1], [2], [3, 0]]);
});

it("resumes behind a value that stands where an array should", async () => {
  const path = await tempFile("[[1],null,[2],[3,4]]");
  const { pages } = await collectPages(path, { depth: 2, pageSize: 2 });
  const rest = await collectElements(path, { depth: 2, after: pages[0]?.cursor });
  expect(rest.map((element) => element.keys)).toEqual([
    [2, 0],
    [3, 0],
    [3, 1],
  ]);
});

it("seeks when it resumes: what lies before the cursor is not looked at", async () => {
  const path = await tempFile("[1,2,3,4]");
  const time = new Date("2024-05-01T12:00:00Z");
  await utimes(path, time, time);
  const { pages } = await collectPages(path, { pageSize: 2 });
  await writeFile(path, "}}}},3,4]");
  await utimes(path, time, time);
  expect(valuesOf(await collectElements(path, { after: pages[0]?.cursor }))).toEqual([3, 4]);
});

it("yields nothing behind the last page", async () => {
  const path = await tempFile("[1,2] ");
  const { pages } = await collectPages(path);
  expect(await collectPages(path, { after: pages[0]?.cursor })).toEqual({ pages: [], error: undefined });
});

it("opens nothing until the first page is asked for", async () => {
  const pages = readJsonElements("/no/such/file.json", { depth: 1, signal });
  await expect(pages.next()).rejects.toThrow('"/no/such/file.json" does not exist');
});

it("stops between pages when it is aborted", async () => {
  const path = await tempFile("[1,2,3]");
  const controller = new AbortController();
  const pages = readJsonElements(path, { depth: 1, pageSize: 1, signal: controller.signal });
  await pages.next();
  controller.abort();
  await expect(pages.next()).rejects.toThrow("aborted");
});
