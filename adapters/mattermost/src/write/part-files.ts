import { access } from "node:fs/promises";
import { join } from "node:path";
import { readJsonLines, sortValues } from "@chat-etl/io";
import { ConfigError, type SinkContext } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";

export interface PartFiles {
  readonly config: MattermostSinkConfig;
  readonly parts: string;
  /** Folder for what is taken away again. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly onNotice?: SinkContext["onNotice"];
}

/** A part, and how many arrived before it. */
export type Numbered<Part> = Part & { readonly no: number };

/** The parts of a file by a key; nothing, where none was ever sent. @throws ConfigError a line of it is damaged */
export async function* sorted<Part extends object>(
  files: PartFiles,
  name: string,
  keyOf: (part: Numbered<Part>) => string,
): AsyncGenerator<Numbered<Part>, void> {
  const path = join(files.parts, `${name}.jsonl`);
  if (await isThere(path)) yield* sortValues(partsIn<Part>(path, files.signal), { keyOf, ...files });
}

/** Parts that were made of those of a file, by another key. */
export function sortedAgain<Part>(
  files: PartFiles,
  parts: AsyncIterable<Part>,
  keyOf: (part: Part) => string,
): AsyncGenerator<Part, void> {
  return sortValues(parts, { keyOf, ...files });
}

async function* partsIn<Part extends object>(path: string, signal: AbortSignal): AsyncGenerator<Numbered<Part>, void> {
  let no = 0;
  for await (const { values } of readJsonLines(path, { signal }))
    for (const one of values) {
      if (!("value" in one)) throw damaged(path, one.origin, one.unreadable.code);
      if (!isPart(one.value)) throw damaged(path, one.origin, "no-part");
      yield { ...(one.value as Part), no };
      no += 1;
    }
}

/** Whether a line can be one that was written here. */
function isPart(value: unknown): value is { readonly key: string } {
  return typeof value === "object" && value !== null && "key" in value && typeof value.key === "string";
}

function damaged(path: string, origin: string, code: string): ConfigError {
  return new ConfigError(
    `"${path}" is damaged (${code} at ${origin}), so nothing was put together. Put it back as it was, or begin anew with --fresh and another --sink.path.`,
  );
}

export async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
