import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { DownloadError, FileInside } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { mattermostSource } from "../src/index.ts";
import { writeExport } from "./support/export.ts";
import { readExport } from "./support/read-export.ts";

const { signal } = new AbortController();

it("hands over the files that lie in an export, and tells which do not", async () => {
  const { path, close } = await writeExport();
  const { records } = await readExport(path);
  const [attachment] = records.flatMap((record) => (record.kind === "message" ? record.attachments : []));
  if (attachment?.url === undefined) throw new Error("The export has an attachment.");
  await mkdir(dirname(join(path, attachment.url)), { recursive: true });
  await writeFile(join(path, attachment.url), "the picture");
  const source = await mattermostSource.open({ path }, { signal, logger: SILENT });
  const options = { origin: "import.jsonl:7", signal };
  const file = (await source.files?.(attachment, options)) as FileInside;
  expect(await text(file.bytes(signal))).toBe("the picture");
  const gone = Promise.resolve(source.files?.({ kind: "file", url: "data/none.txt" }, options));
  await expect(gone).rejects.toMatchObject({ code: "gone" } satisfies Partial<DownloadError>);
  await close();
});

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
