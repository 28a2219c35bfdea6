import { createHook } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { ConfigError } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { type Input, listInputs } from "../src/index.ts";
import { SharedFile } from "../src/input/shared-file.ts";
import { tempFile } from "./temp-file.ts";
import { type ZipEntry, zipOf } from "./zip-file.ts";

const { signal } = new AbortController();

async function inputsOf(...entries: readonly ZipEntry[]): Promise<readonly Input[]> {
  return await listInputs(await tempFile(zipOf(entries)));
}

async function bytesOf(input: Input | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input?.bytes(signal) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** How many times the file system is asked for something while the work is done. */
async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  let requests = 0;
  const init = (_id: number, type: string) => {
    if (type.startsWith("FSREQ")) requests += 1;
  };
  const hook = createHook({ init }).enable();
  await work();
  hook.disable();
  return requests;
}

describe("a zip archive of many entries", () => {
  const count = 20_000;
  const zip = zipOf(Array.from({ length: count }, (_, at) => ({ name: `general/${at}.json`, data: `[${at}]` })));

  it("is listed by few reads, however many entries it has", async () => {
    const path = await tempFile(zip);
    let inputs: readonly Input[] = [];
    const requests = await requestsOf(async () => {
      inputs = await listInputs(path);
    });
    expect(inputs.map(({ name }) => name)).toEqual(Array.from({ length: count }, (_, at) => `general/${at}.json`));
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThan(40);
  });

  it("is read by one handle, and by few reads if its small entries are read in their order", async () => {
    const inputs = (await listInputs(await tempFile(zip))).slice(5000, 7000);
    const requests = await requestsOf(async () => {
      for (const [at, input] of inputs.entries()) expect(String(await bytesOf(input))).toBe(`[${5000 + at}]`);
    });
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThan(10);
  });

  it("is read by one read of each small entry if they are read in another order", async () => {
    const inputs = (await listInputs(await tempFile(zip))).slice(5000, 6000).toReversed();
    const requests = await requestsOf(async () => {
      for (const [at, input] of inputs.entries()) expect(String(await bytesOf(input))).toBe(`[${5999 - at}]`);
    });
    expect(requests).toBeLessThan(1010);
  });

  it("gives entries that are read at once each its own bytes", async () => {
    const inputs = (await listInputs(await tempFile(zip))).slice(0, 50);
    const read = await Promise.all(inputs.map(bytesOf));
    expect(read.map(String)).toEqual(inputs.map((_, at) => `[${at}]`));
  });
});

describe("an entry of a zip archive", () => {
  // Random bytes shrink to nothing less, even ones to next to nothing.
  const noise = randomBytes(1_500_000);
  const flat = Buffer.alloc(3_000_000, "ab");

  it.each([
    ["is stored", noise, { isStored: true }],
    ["is deflated and larger than a read", noise, {}],
    ["is far larger than what it is packed to", flat, {}],
    ["is small and unpacked at once", flat.subarray(0, 500_000), {}],
    ["is empty", Buffer.alloc(0), {}],
    ["is empty and stored", Buffer.alloc(0), { isStored: true }],
    ["has a long local header", flat.subarray(0, 100), { localExtraBytes: 65_535 }],
  ])("that %s is read to its last byte", async (_name, data, how) => {
    const [, input] = await inputsOf({ name: "1", data: "[]" }, { name: "2", data, ...how }, { name: "3", data: "[]" });
    expect((await bytesOf(input)).equals(data)).toBe(true);
  });

  it.each([
    ["is larger than it says", { claimedBytes: 2_999_999 }, "too many bytes"],
    ["is smaller than it says", { claimedBytes: 3_000_001 }, "not enough bytes"],
    ["has another checksum", { crc32: 1 }, "its checksum is wrong"],
    ["begins elsewhere", { claimedOffset: 7 }, "does not begin where its directory says"],
    ["begins behind the end", { claimedOffset: 999_999_999 }, "unexpected end of file"],
  ])("that %s is refused, also if it is large", async (_name, lie, says) => {
    const [input] = await inputsOf({ name: "a", data: flat, ...lie });
    const reading = bytesOf(input);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(says);
  });

  it("that would go on behind the end of the archive is refused", async () => {
    const behind = 30 + 1 + noise.length;
    const [input] = await inputsOf(
      { name: "a", data: noise, isStored: true, claimedOffset: behind },
      { name: "b", data: "[]" },
    );
    await expect(bytesOf(input)).rejects.toThrow("goes beyond the end of the archive");
  });

  it("can be left in the middle and read again", async () => {
    const [input] = await inputsOf({ name: "a", data: noise });
    for await (const _ of input?.bytes(signal) ?? []) break;
    expect((await bytesOf(input)).equals(noise)).toBe(true);
  });
});

describe("a shared file", () => {
  it("has one handle for all that read at once or right behind one another, and none when nobody reads", async () => {
    const file = new SharedFile(await tempFile("text"));
    const [one, other] = await Promise.all([file.acquire(), file.acquire()]);
    expect(other).toBe(one);
    file.release();
    await setImmediate();
    expect(one.fd).toBeGreaterThan(0);
    file.release();
    expect(await file.acquire()).toBe(one);
    file.release();
    await expect.poll(() => one.fd).toBe(-1);
    const later = await file.acquire();
    expect(later).not.toBe(one);
    expect(String((await later.read()).buffer.subarray(0, 4))).toBe("text");
    file.release();
  });

  it("reads ahead for who reads in order, and only for him", async () => {
    const file = new SharedFile(await tempFile(Buffer.alloc(3_000_000, "abc")));
    await file.acquire();
    expect(String(await file.read(2_000_000, 3))).toBe("cab");
    expect(file.held(2_000_003, 1)).toBeUndefined();
    expect(String(await file.read(2_000_003, 3))).toBe("cab");
    expect(String(file.held(2_100_000, 3))).toBe("abc");
    expect(String(await file.read(1_000_000, 3))).toBe("bca");
    expect(file.held(1_000_003, 1)).toBeUndefined();
    expect((await file.read(2_999_999, 10)).length).toBe(1);
    file.release();
  });

  it("that is not there can be asked for again", async () => {
    const file = new SharedFile(`${await tempFile("")}-missing`);
    await expect(file.acquire()).rejects.toMatchObject({ code: "ENOENT" });
    file.release();
    await expect(file.acquire()).rejects.toMatchObject({ code: "ENOENT" });
    file.release();
  });
});
