import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { fileFailure } from "../src/input/file-failure.ts";
import { collectPages, valuesOf } from "./collect.ts";
import { tempFile, tempFolder } from "./temp-file.ts";

const [CUT, REPAIR] = ["If it was cut while it was written or copied", "Repair it at this place"];

/** Name, text, values that come before the break, what the message says. */
const BROKEN: readonly (readonly [string, string, readonly unknown[], readonly string[]])[] = [
  ["an object at the root", '{"a":[1]}', [], ["byte 0", '"{" instead of the "[" of an array', "outermost value"]],
  ["a number at the root", " 12", [], ["byte 1", "a digit instead of", "outermost value"]],
  ["UTF-16", "\u00ff\u00fe[\0", [], ["byte 0", "the byte 0xff, no ASCII character,", "UTF-8"]],
  ["nothing but white space", " \n ", [], ["byte 3", "the end of the file"]],
  ["no byte at all", "", [], ["is empty"]],
  ["no element and no end", "[", [], ["byte 1", 'the end of the file instead of a value or "]"', CUT]],
  ["no end behind an element", "[1,2 ", [1, 2], ["byte 5", 'the end of the file instead of a comma or "]"', CUT]],
  ["no end behind a comma", "[1,2,", [1, 2], ["byte 5", "the end of the file instead of a value", CUT]],
  ["a cut object", '[1,{"a":"b', [1], ["byte 10", "the end of the element that begins at byte 3", CUT]],
  ["a cut string", '[1,"b]', [1], ["byte 6", "the end of the element that begins at byte 3", CUT]],
  ["a cut number", "[1,2", [1], ["byte 4", "the end of the element that begins at byte 3", CUT]],
  ["a missing comma between objects", "[{} {}]", [{}], ["byte 4", '"{" instead of a comma or "]"', REPAIR]],
  ["a missing comma between strings", '["a""b"]', ["a"], ["byte 4", "a quotation mark instead of a comma", REPAIR]],
  ["a doubled comma", "[1,,2]", [1], ["byte 3", '"," instead of a value', REPAIR]],
  ["a comma at the end", "[1,]", [1], ["byte 3", '"]" instead of a value', REPAIR]],
  ["a comma at the beginning", "[,1]", [], ["byte 1", '"," instead of a value or "]"', REPAIR]],
  ["a word between elements", "[1 secret,2]", [1], ["byte 3", "a letter instead of a comma", REPAIR]],
  ["a control character between elements", "[1\0,2]", [1], ["byte 2", "the control character 0x00", REPAIR]],
  ["a foreign byte between elements", "[1,\u00e9]", [1], ["byte 3", "the byte 0xe9", REPAIR]],
  ["the wrong bracket at the end", "[1}", [1], ["byte 2", '"}" instead of a comma or "]"', REPAIR]],
  ["the wrong bracket inside", '[1,{"a":[2},3]', [1], ["byte 10", '"}" instead of the matching bracket', "byte 3"]],
  ["one bracket too many", "[1]]", [1], ["byte 3", '"]" instead of nothing more', "Remove what follows"]],
  ["a second document", "[1]\n[2]", [1], ["byte 4", '"[" instead of nothing more', "Remove what follows"]],
  ["a null byte behind the end", "[1]\0", [1], ["byte 3", "the control character 0x00", "Remove what follows"]],
];

describe("a broken document", () => {
  it.each(BROKEN)(
    "with %s yields what is before, then says what is wrong and where",
    async (_name, text, before, says) => {
      const path = await tempFile(Buffer.from(text, "latin1"));
      for (const chunkBytes of [1, 3, 4096]) {
        const { pages, error } = await collectPages(path, { chunkBytes });
        expect(pages.flatMap((page) => valuesOf(page.values))).toEqual(before);
        expect(error).toBeInstanceOf(ConfigError);
        for (const part of [path, ...says]) expect(String(error)).toContain(part);
        expect(String(error)).not.toContain("secret");
      }
    },
  );

  it("breaks at the same place when it is resumed behind what was read before", async () => {
    const path = await tempFile("[[1,2],[3 4]]");
    const { pages, error } = await collectPages(path, { depth: 2, pageSize: 2 });
    const resumed = await collectPages(path, { depth: 2, after: pages[1]?.cursor });
    expect(resumed).toEqual({ pages: [], error });
  });

  it.each([
    ["an inner array that never ends", "[[1],[2,", [1, 2], "byte 8"],
    ["a missing comma between inner arrays", "[[1][2]]", [1], "byte 4"],
    ["an inner array closed twice", "[[1]],[2]]", [1], "byte 5"],
  ])("with %s is found at depth 2", async (_name, text, before, place) => {
    const { pages, error } = await collectPages(await tempFile(text), { depth: 2 });
    expect(pages.flatMap((page) => valuesOf(page.values))).toEqual(before);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(place);
  });
});

describe("an element larger than the limit", () => {
  const text = JSON.stringify(["small", "x".repeat(100), "small"]);

  it.each([10, 4096])("is refused at its place, with %i bytes read at once", async (chunkBytes) => {
    const path = await tempFile(text);
    const { pages, error } = await collectPages(path, { chunkBytes, maxElementBytes: 101 });
    expect(pages.flatMap((page) => valuesOf(page.values))).toEqual(["small"]);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`"${path}" holds an element at byte 9 that is larger than 101 bytes`);
  });

  it.each([10, 4096])("is read when it is just as large, with %i bytes read at once", async (chunkBytes) => {
    const { pages, error } = await collectPages(await tempFile(text), { chunkBytes, maxElementBytes: 102 });
    expect(error).toBeUndefined();
    expect(pages.flatMap((page) => page.values)).toHaveLength(3);
  });

  it("is not read to its end", async () => {
    const path = await tempFile(`["${"x".repeat(1_000_000)}`);
    const { error } = await collectPages(path, { chunkBytes: 10, maxElementBytes: 100 });
    expect(String(error)).toContain("larger than 100 bytes");
  });
});

describe("a file that cannot be read", () => {
  it("says that it does not exist", async () => {
    const path = join(await tempFolder(), "none.json");
    const { error } = await collectPages(path);
    expect(error).toEqual(new ConfigError(`"${path}" does not exist. Check the path.`));
  });

  it("says that a part of its path is no folder", async () => {
    const path = join(await tempFile("[]"), "none.json");
    const { error } = await collectPages(path);
    expect(String(error)).toContain(`"${path}" does not exist: a part of its path is a file`);
  });

  it("says that it is a folder", async () => {
    const path = join(await tempFolder(), "folder.json");
    await mkdir(path);
    const { error } = await collectPages(path);
    expect(error).toEqual(new ConfigError(`"${path}" is a folder, not a file. Give the path of a file.`));
  });

  it("says that it is a device", async () => {
    const { error } = await collectPages("/dev/null");
    expect(String(error)).toContain('"/dev/null" is a pipe or a device');
  });

  it("says that it may not be read", () => {
    // Whoever runs the tests may be allowed everything.
    const cause = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    expect(fileFailure("a.json", cause).message).toBe(
      '"a.json" may not be read by this user. Change its permissions or run as its owner.',
    );
  });

  it("names the code of any other failure", () => {
    const cause = Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    expect(fileFailure("a.json", cause)).toMatchObject({
      message: '"a.json" cannot be read (EIO). Check the file and the disk it is on.',
      cause,
    });
  });
});

describe("a cursor", () => {
  it("is refused when the file has another size", async () => {
    const path = await tempFile("[1,2,3]");
    const { pages } = await collectPages(path, { pageSize: 1 });
    await writeFile(path, "[1,2,3,4]");
    const { error } = await collectPages(path, { after: pages[0]?.cursor });
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`"${path}" has changed since it was read in part: it had 7 bytes`);
  });

  it("is refused when the file has another time", async () => {
    const path = await tempFile("[1,2,3]");
    const { pages } = await collectPages(path, { pageSize: 1 });
    await utimes(path, 0, 0);
    const { error } = await collectPages(path, { after: pages[0]?.cursor });
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain("now it has 7 bytes and is of 1970-01-01T00:00:00.000Z");
  });

  it.each([
    ["no JSON", "behind 3"],
    ["of another shape", '{"page":2}'],
    ["of a deeper reading", '{"offset":2,"frames":[{},{}],"sizeBytes":7,"modifiedAt":0}'],
    ["without an index", '{"offset":2,"index":[],"sizeBytes":7,"modifiedAt":0}'],
  ])("is refused when it is %s", async (_name, after) => {
    const path = await tempFile("[1,2,3]");
    const { error } = await collectPages(path, { after });
    expect(error).toEqual(
      new ConfigError(`The place in "${path}" to read on from is not understood. Start again with --fresh.`),
    );
  });
});
