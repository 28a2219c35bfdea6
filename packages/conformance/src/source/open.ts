import type { Page, Source } from "@chat-etl/sdk";
import type { SourceSubject } from "../check.ts";
import { type KeptLog, keepLog } from "../shared/keep-log.ts";
import { configOf } from "../shared/options.ts";

export interface Opening {
  /** Options that take the place of the fixture's. */
  readonly changed?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly log?: KeptLog;
}

/** Opens the source at its fixture. Who opens it closes it. */
export async function openSource(subject: SourceSubject, opening: Opening = {}): Promise<Source> {
  const { changed, signal = new AbortController().signal, log = keepLog() } = opening;
  const config = configOf(subject, changed);
  return await subject.definition.open(config, { signal, logger: log.logger, onNotice: log.onNotice });
}

/** Works with an open source, and closes it whatever happens. */
export async function withSource<T>(
  subject: SourceSubject,
  work: (source: Source) => Promise<T>,
  opening?: Opening,
): Promise<T> {
  const source = await openSource(subject, opening);
  try {
    return await work(source);
  } finally {
    await source.close?.();
  }
}

export function streamsOf({ definition }: SourceSubject): readonly string[] {
  return Object.keys(definition.streams);
}

/** All pages of a stream, or all behind a cursor. */
export async function pagesOf(source: Source, stream: string, after?: string): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for await (const page of source.read(stream, { after, signal: new AbortController().signal })) pages.push(page);
  return pages;
}
