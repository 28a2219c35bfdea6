import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Source } from "@chat-etl/sdk";
import { onTestFinished } from "vitest";
import { TalkjsExportConfig } from "../src/export-config.ts";
import { talkjsExportSource } from "../src/export-source.ts";

type Stream = "users" | "conversations" | "messages";

/** A folder with these files, which goes away with its test. Values are written as JSON, texts as they are. */
export async function folderWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "talkjs-export-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

export interface Opened {
  readonly source: Source<Stream>;
  readonly warnings: readonly { readonly message: string; readonly fields: object | undefined }[];
  pages(stream: Stream, after?: string): Promise<readonly Page[]>;
  /** The values of all pages. */
  values(stream: Stream): Promise<readonly unknown[]>;
}

export async function openExport(path: string, appId?: string): Promise<Opened> {
  const warnings: { message: string; fields: object | undefined }[] = [];
  const quiet = () => {};
  const logger = {
    debug: quiet,
    info: quiet,
    warn: (message: string, fields?: object) => warnings.push({ message, fields }),
    error: quiet,
  };
  const { signal } = new AbortController();
  const source = await talkjsExportSource.open(TalkjsExportConfig.parse({ path, appId }), { signal, logger });
  const pages = async (stream: Stream, after?: string) => {
    const all: Page[] = [];
    for await (const page of source.read(stream, { after, signal })) all.push(page);
    return all;
  };
  const values = async (stream: Stream) =>
    (await pages(stream)).flatMap((page) => page.values.map((one) => ("value" in one ? one.value : one)));
  return { source, warnings, pages, values };
}
