import { mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DownloadError, FileInside } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { GenericJsonConfig } from "../src/config.ts";
import { genericJsonSource } from "../src/index.ts";
import { FIXTURES, readAll } from "./read-all.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const { signal } = new AbortController();

/** Fetches the bytes of files as the stage does: of each, or why there are none. */
async function bytesIn(options: { path: string; mapping: string }, asked: readonly (readonly [string, string])[]) {
  const source = await genericJsonSource.open(GenericJsonConfig.parse(options), { signal, logger: QUIET });
  const got: string[] = [];
  for (const [url, origin] of asked) {
    try {
      const place = await source.files?.({ kind: "file", url }, { origin, signal });
      let bytes = place === undefined ? "an address" : "";
      if (place !== undefined) for await (const chunk of (place as FileInside).bytes(signal)) bytes += String(chunk);
      got.push(bytes);
    } catch (error) {
      got.push((error as DownloadError).code);
    }
  }
  return got;
}

/** Where each attachment of an export lies by the mapping's word, with its message's origin. */
async function attachmentsOf(options: { path: string; mapping: string }) {
  const lines = await readAll(options);
  return lines.flatMap(({ origin, record }) => {
    const { attachments = [] } = (record ?? {}) as { attachments?: { kind: string; url?: string }[] };
    return attachments.flatMap(({ kind, url }) =>
      url === undefined || kind === "link" ? [] : [[url, origin] as const],
    );
  });
}

async function newFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), "export-files-"));
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

describe("files of an export are found where the ready mapping says", () => {
  it.each([
    ["google-chat", "google-chat"],
    ["discord", "discord"],
    ["mattermost", "mattermost"],
  ])("%s: each file that lies there", async (mapping, fixture) => {
    const options = { path: join(FIXTURES, fixture), mapping };
    const got = await bytesIn(options, await attachmentsOf(options));
    expect(got.filter((one) => one !== "an address" && one !== "gone").length).toBeGreaterThan(0);
  });

  it("telegram: beside a result.json that is named itself, in a folder, and in a folder of folders", async () => {
    const result = await readFile(join(FIXTURES, "telegram", "result.json"), "utf8");
    const [folder, photo] = [await newFolder(), "photos/photo_1@01-05-2024_10-05-00.jpg"];
    await write(folder, { "result.json": result, [photo]: "the picture", "sub/result.json": result });
    await write(folder, { [`sub/${photo}`]: "another picture" });
    const mapping = "telegram";
    const single = await bytesIn({ path: join(folder, "result.json"), mapping }, [[photo, "result.json@12"]]);
    const both = await bytesIn({ path: folder, mapping }, [
      [photo, "result.json@12"],
      [photo, "sub/result.json@12"],
      ["stickers/none.webp", "result.json@12"],
    ]);
    expect([single, both]).toEqual([["the picture"], ["the picture", "another picture", "gone"]]);
  });
});

describe("a file outside of the export is never read", () => {
  it.each(["a folder", "a single file"])("%s", async (sort) => {
    const folder = await newFolder();
    const inside = { "chat/messages.jsonl": "{}\n", "chat/a.txt": "inside", "chat/.hidden": "hidden" };
    await write(folder, { ...inside, "secret.txt": "secret" });
    await symlink(join(folder, "secret.txt"), join(folder, "chat", "link.txt"));
    const path = join(folder, "chat", ...(sort === "a folder" ? [] : ["messages.jsonl"]));
    const got = await bytesIn({ path, mapping: "canonical" }, [
      ...["a.txt", "../secret.txt", join(folder, "secret.txt"), "x/../../secret.txt", "link.txt", "..\\secret.txt"].map(
        (url) => [url, "messages.jsonl:1"] as const,
      ),
      [".hidden", "messages.jsonl:1"],
      ["file:///etc/passwd", "messages.jsonl:1"],
    ]);
    const outside = "outside-export";
    expect(got).toEqual(["inside", outside, outside, outside, outside, outside, "gone", "an address"]);
  });
});
