import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { type Input, listInputs, readEach, readJson, streamInput } from "../src/index.ts";
import { checkRatio } from "../src/input/bomb.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile, tempFolder } from "./temp-file.ts";
import { zipOf } from "./zip-file.ts";

const signal = new AbortController().signal;
const read = (input: Input | string, more: object = {}) => collect(readJson(input, { select: "", signal, ...more }));
const readAll = (inputs: readonly Input[], after?: string) =>
  collect(
    readEach(inputs, { after, read: (input, after) => readJson(input, { select: "", signal, after, pageSize: 1 }) }),
  );
const GIB = 1_073_741_824;

describe("a packed file", () => {
  const json = JSON.stringify(Array.from({ length: 2000 }, (_, at) => ({ at, text: `message ${at * 7919}` })));
  const half = Math.floor(json.length / 2);
  const pack = { gz: gzipSync, zst: zstdCompressSync };

  it.each(["gz", "zst"] as const)(
    "is unpacked by its first bytes, and resumed behind any page: .%s",
    async (packing) => {
      const path = await tempFile(pack[packing](json));
      const { pages, values } = await read(path, { chunkBytes: 1000 });
      expect(valuesOf(values)).toEqual(JSON.parse(json));
      const rest = await read(path, { after: pages[1]?.cursor });
      expect(valuesOf(rest.values)).toEqual(JSON.parse(json).slice(1000));
    },
  );

  it.each(["gz", "zst"] as const)("is read to its end when it was made of several: .%s", async (packing) => {
    const parts = [json.slice(0, half), json.slice(half, half + 5), json.slice(half + 5)];
    const path = await tempFile(Buffer.concat(parts.map((part) => pack[packing](part))));
    expect(valuesOf((await read(path)).values)).toEqual(JSON.parse(json));
  });

  it.each([1, 100, 1_000_000])(
    "is read to its end when it was made of several and comes in chunks of %i bytes",
    async (size) => {
      const bytes = Buffer.concat(["[1,", `"${"x".repeat(500_000)}"`, ",2]"].map((part) => zstdCompressSync(part)));
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const { values, error } = await read(streamInput({ path: "s", chunks }));
      expect({ length: values.length, error }).toEqual({ length: 3, error: undefined });
    },
  );

  it.each(["gz", "zst"] as const)("is refused when its end is missing: .%s", async (packing) => {
    const path = await tempFile(pack[packing](json).subarray(0, -20));
    const { error } = await read(path);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`"${path}" is packed, and its end is missing`);
  });

  it.each(["gz", "zst"] as const)("is refused when it is damaged: .%s", async (packing) => {
    const bytes = pack[packing](json);
    const path = await tempFile(Buffer.concat([bytes, Buffer.from("garbage behind it")]));
    const { error } = await read(path);
    expect(String(error)).toMatch(/is packed, and damaged/);
  });

  it("is refused when it unpacks to over a thousand times its size and over 1 GiB, and not before", () => {
    const check = (packedBytes: number, unpackedBytes: number) => () =>
      checkRatio("a.gz", { packedBytes, unpackedBytes });
    expect(check(1000, GIB + 1)).toThrow('"a.gz" unpacks to more than 1000 times its size and more than 1 GiB');
    expect(check(10, GIB)).not.toThrow();
    expect(check(GIB / 16, GIB * 16)).not.toThrow();
  });
});

it("the bytes of an input are those that lie there, packed or not, in a folder and in an archive", async () => {
  const files = {
    "a.gz": gzipSync("[1]"),
    "b.zip": zipOf([{ name: "x.json", data: "[]" }]),
    "c.txt": Buffer.from("c"),
  };
  const [folder, archive] = [await tempFolder(), await tempFolder()];
  for (const [name, data] of Object.entries(files)) await writeFile(join(folder, name), data);
  await writeFile(join(archive, "all.zip"), zipOf(Object.entries(files).map(([name, data]) => ({ name, data }))));
  for (const path of [folder, join(archive, "all.zip")]) {
    const found = await Promise.all(
      (await listInputs(path)).map(async (input) => [input.name, await buffer(input.bytes(signal))] as const),
    );
    expect(Object.fromEntries(found)).toEqual(files);
  }
});

describe("a folder", () => {
  it("gives the files that match, in natural order, without what macOS and hidden files add", async () => {
    const folder = await tempFolder();
    for (const name of ["b/m_10.json", "b/m_2.json", "a/m_1.json", ".x/m.json", "__MACOSX/m_1.json", "m.txt"]) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), `["${name}"]`);
    }
    const inputs = await listInputs(folder, { match: "**/*.json" });
    expect(inputs.map(({ name }) => name)).toEqual(["a/m_1.json", "b/m_2.json", "b/m_10.json"]);
    const { pages, values } = await readAll(inputs);
    expect(values.map(({ origin }) => origin)).toEqual(["a/m_1.json@1", "b/m_2.json@1", "b/m_10.json@1"]);
    const rest = await readAll(inputs, pages[1]?.cursor);
    expect(valuesOf(rest.values)).toEqual(["b/m_10.json"]);
    expect(valuesOf((await readAll(inputs.slice(1), pages[1]?.cursor)).values)).toEqual(["b/m_10.json"]);
    const { error } = await readAll(inputs.slice(2), pages[1]?.cursor);
    expect(String(error)).toContain('"b/m_2.json", which was read in part, is not there any more');
  });

  it("may hold packed files beside others", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a/1.json.gz"), gzipSync("[1]"));
    await writeFile(join(folder, "a/2.json"), "[2]");
    await writeFile(join(folder, "a/3.json"), zstdCompressSync("[3]"));
    const { values, pages } = await readAll(await listInputs(folder));
    expect(values.map(({ origin }) => origin)).toEqual(["a/1.json.gz@1", "a/2.json@1", "a/3.json@1"]);
    expect(valuesOf(values)).toEqual([1, 2, 3]);
    expect((await readAll(await listInputs(folder), pages[0]?.cursor)).pages).toEqual(pages.slice(1));
  });

  it("is refused when nothing matches", async () => {
    const folder = await tempFolder();
    await expect(listInputs(folder, { match: "*.json" })).rejects.toThrow(
      `"${folder}" holds no file that matches "*.json"`,
    );
  });
});

describe("a zip archive", () => {
  async function zipInputs(...entries: Parameters<typeof zipOf>[0]) {
    return await listInputs(await tempFile(zipOf(entries)));
  }

  it("gives its entries as inputs: stored, deflated, zip64, and packed once more", async () => {
    const inputs = await zipInputs(
      { name: "10.json", data: "[10]", isStored: true },
      { name: "folder/", data: "", isStored: true },
      { name: "2.json", data: "[2,22]" },
      { name: "11.json", data: "[11]", isZip64: true },
      { name: "12.json.gz", data: gzipSync("[12]") },
    );
    const { pages, values, error } = await readAll(inputs);
    expect(error).toBeUndefined();
    expect(values.map(({ origin }) => origin)).toEqual([
      "2.json@1",
      "2.json@3",
      "10.json@1",
      "11.json@1",
      "12.json.gz@1",
    ]);
    expect(valuesOf(values)).toEqual([2, 22, 10, 11, 12]);
    for (const [at, page] of pages.entries()) {
      expect((await readAll(inputs, page.cursor)).pages).toEqual(pages.slice(at + 1));
    }
  });

  it("is read whose end is of zip64, with values that are full, and with more than 65,535 entries", async () => {
    const small = zipOf(
      [
        { name: "1.json", data: "[1]", isZip64: true },
        { name: "2.json", data: "[2]" },
      ],
      { endsAsZip64: true },
    );
    expect(valuesOf((await readAll(await listInputs(await tempFile(small)))).values)).toEqual([1, 2]);
    const entries = Array.from({ length: 65_540 }, (_, at) => ({ name: `${at}`, data: `[${at}]`, isStored: true }));
    const inputs = await listInputs(await tempFile(zipOf(entries, { endsAsZip64: true })));
    expect(inputs).toHaveLength(65_540);
    expect(valuesOf((await readAll(inputs.slice(-2))).values)).toEqual([65_538, 65_539]);
  });

  it("is refused whose end of zip64 is missing where it should be", async () => {
    const zip = zipOf([{ name: "1.json", data: "[1]" }], { endsAsZip64: true });
    const withoutLocator = Buffer.concat([zip.subarray(0, -42), zip.subarray(-22)]);
    await expect(listInputs(await tempFile(withoutLocator))).rejects.toThrow("is a damaged zip archive");
  });

  it("inside another one, or beside other files of a folder, is refused when it is read, not passed over", async () => {
    const inner = zipOf([{ name: "a.json", data: "[1]" }]);
    const nested = await zipInputs({ name: "inner.zip", data: inner }, { name: "1.json", data: "[1]" });
    expect(nested.map(({ name }) => name)).toEqual(["1.json", "inner.zip"]);
    const { values, error } = await readAll(nested);
    expect(valuesOf(values)).toEqual([1]);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain('inner.zip" is a zip archive inside something else');
    const folder = await tempFolder();
    await writeFile(join(folder, "1.json"), "[1]");
    await writeFile(join(folder, "inner.zip"), inner);
    const beside = await readAll(await listInputs(folder));
    expect(valuesOf(beside.values)).toEqual([1]);
    expect(beside.error).toBeInstanceOf(ConfigError);
    expect(String(beside.error)).toContain(`"${join(folder, "inner.zip")}" is a zip archive. Say which`);
  });

  it("reads names by the UTF-8 flag, then as UTF-8 if they are, then as CP437", async () => {
    const inputs = await zipInputs(
      { name: "1é.json", data: "[]", flags: 0x800 },
      { name: "2é.json", data: "[]" },
      { name: Buffer.from([0x33, 0x82, 0x2e, 0x6a]), data: "[]" },
    );
    expect(inputs.map(({ name }) => name)).toEqual(["1é.json", "2é.json", "3é.j"]);
  });

  it("takes a hostile name for a name", async () => {
    const [input] = await zipInputs({ name: "../../etc/passwd", data: "[1]" });
    expect(valuesOf((await read(input ?? "")).values)).toEqual([1]);
    expect(input?.name).toBe("../../etc/passwd");
  });

  it.each([
    ["is encrypted", { flags: 1 }, "is encrypted. Unpack the archive with its password"],
    ["has another checksum", { crc32: 1 }, "its checksum is wrong"],
    ["is larger than it says", { claimedBytes: 2 }, "too many bytes in the stream"],
    ["is smaller than it says", { claimedBytes: 20 }, "not enough bytes in the stream"],
    ["is a bomb", { claimedBytes: 2 * GIB, isZip64: true }, "more than 1000 times its size"],
  ])("refuses an entry that %s", async (_name, lie, says) => {
    const path = await tempFile(zipOf([{ name: "a.json", data: '["some text"]', ...lie }]));
    const refused = listInputs(path).then(([input]) => read(input ?? ""));
    const error = await refused.then(
      ({ error }) => error,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(says);
  });

  it("reads an entry that shrinks to a hundredth", async () => {
    const data = JSON.stringify(Array.from({ length: 5000 }, () => "the same text again and again"));
    const [input] = await zipInputs({ name: "a.json", data });
    expect((await read(input ?? "")).values).toHaveLength(5000);
  });

  it("is refused when it is cut, and where one file is expected", async () => {
    const zip = zipOf([{ name: "a.json", data: "[1]" }]);
    await expect(listInputs(await tempFile(zip.subarray(0, -10)))).rejects.toThrow("is a damaged zip archive");
    const { error } = await read(await tempFile(zip));
    expect(String(error)).toContain("is a zip archive. Say which of its entries to read");
  });
});

describe("a stream", () => {
  const chunks = (text: string | Buffer) =>
    async function* () {
      yield Buffer.from(text);
    };

  it("is resumed by passing over what was read, if it is the same", async () => {
    const { pages } = await read(streamInput({ path: "s", chunks: chunks("[1,2,3,4]") }), {
      pageSize: 1,
      chunkBytes: 2,
    });
    for (const chunkBytes of [2, 100]) {
      const after = pages[1]?.cursor;
      const rest = await read(streamInput({ path: "s", chunks: chunks("[1,2,3,4]") }), { after, chunkBytes });
      expect(valuesOf(rest.values)).toEqual([3, 4]);
      const other = await read(streamInput({ path: "s", chunks: chunks("[1,9,3,4]") }), { after, chunkBytes });
      expect(String(other.error)).toContain('"s" is not what was read in part before');
      const short = await read(streamInput({ path: "s", chunks: chunks("[1") }), { after, chunkBytes });
      expect(String(short.error)).toContain('"s" ends before the place to read on from');
    }
  });

  it("is unpacked too, but a zip archive must be a file", async () => {
    expect(valuesOf((await read(streamInput({ path: "s", chunks: chunks(gzipSync("[1]")) }))).values)).toEqual([1]);
    const { error } = await read(streamInput({ path: "s", chunks: chunks(zipOf([{ name: "a", data: "" }])) }));
    expect(String(error)).toContain("Save it as a file and give its path");
  });

  it("is standard input for the path -", async () => {
    const child = spawn(process.execPath, [
      "--conditions=source",
      join(import.meta.dirname, "read-in-child.ts"),
      "-",
      "1",
    ]);
    child.stdin.end(gzipSync("[1,2,3]"));
    expect(JSON.parse(await text(child.stdout))).toMatchObject({ count: 3 });
  });
});

it("what is only called like a zip archive is told so", async () => {
  const folder = await tempFolder();
  const [text, empty] = [join(folder, "text.zip"), join(folder, "empty.ZIP")];
  await writeFile(text, "just words");
  await writeFile(empty, "");
  await expect(listInputs(text)).rejects.toThrow('text.zip" is no zip archive: it does not begin as one.');
  await expect(listInputs(empty)).rejects.toThrow('empty.ZIP" is no zip archive: it is empty.');
});
