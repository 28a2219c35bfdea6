import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { DownloadError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { ExportFiles } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";
import { zipOf } from "./zip-file.ts";

const { signal } = new AbortController();

/** The words of each file, or why there are none. */
async function wordsOf(path: string, asked: readonly (readonly [url: string, origin: string])[]) {
  const files = await ExportFiles.at(path);
  return await Promise.all(
    asked.map(async ([url, origin]) => {
      try {
        const file = await files.find(url, origin);
        if (file === undefined) return "an address";
        return await text(file.bytes(signal));
      } catch (error) {
        return (error as DownloadError).code;
      }
    }),
  );
}

it("finds a file beside its message or below the top of a folder, of an archive, and beside a single file", async () => {
  const folder = await tempFolder();
  const files = { "chat.jsonl": "{}\n", "data/plan.txt": "the plan", "sub/data/plan.txt": "another" };
  await mkdir(join(folder, "export", "sub", "data"), { recursive: true });
  await mkdir(join(folder, "export", "data"));
  for (const [name, data] of Object.entries(files)) await writeFile(join(folder, "export", name), data);
  const entries = Object.entries(files).map(([name, data]) => ({ name, data }));
  await writeFile(join(folder, "export.zip"), zipOf(entries));
  const asked = [
    ["data/plan.txt", "chat.jsonl:1"],
    ["data/plan.txt", "sub/chat.jsonl@12"],
    ["data/none.txt", "chat.jsonl:1"],
    ["https://x.example/plan.txt", "chat.jsonl:1"],
  ] as const;
  const found = ["the plan", "another", "gone", "an address"];
  expect(await wordsOf(join(folder, "export"), asked)).toEqual(found);
  expect(await wordsOf(join(folder, "export.zip"), asked)).toEqual(found);
  expect(await wordsOf(join(folder, "export", "chat.jsonl"), asked)).toEqual(found);
});

it("reads nothing outside of the export, through no link either", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "chat"));
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "chat", "chat.jsonl"), "{}\n");
  await symlink(join(folder, "secret.txt"), join(folder, "chat", "link.txt"));
  const asked = ["../secret.txt", join(folder, "secret.txt"), "link.txt"].map((url) => [url, "chat.jsonl:1"] as const);
  for (const path of [join(folder, "chat"), join(folder, "chat", "chat.jsonl")])
    expect(await wordsOf(path, asked)).toEqual(["outside-export", "outside-export", "outside-export"]);
});
