import type { Page } from "@chat-etl/sdk";
import type { SourceSubject } from "../check.ts";
import { keepLog } from "../shared/keep-log.ts";
import { remembered } from "../shared/remembered.ts";
import { countAsked } from "./asked.ts";
import { pagesOf, streamsOf, withSource } from "./open.ts";

/** A stream, read whole. */
export interface KnownStream {
  readonly stream: string;
  readonly pages: readonly Page[];
  /** How often the platform was asked for it. 0: it is in files or in memory. */
  readonly asked: number;
}

export interface Known {
  readonly streams: readonly KnownStream[];
  /** What was logged meanwhile. */
  readonly log: string;
}

/** All of the fixture, read once for all checks. */
export async function known(subject: SourceSubject): Promise<Known> {
  return await remembered(subject.fixture, "known", () => readAll(subject));
}

/** The values of one stream. */
export async function knownPages(subject: SourceSubject, stream: string): Promise<readonly Page[]> {
  const { streams } = await known(subject);
  return streams.find((one) => one.stream === stream)?.pages ?? [];
}

/** The stream of most pages. */
export async function longestStream(subject: SourceSubject): Promise<KnownStream> {
  const { streams } = await known(subject);
  const none: KnownStream = { stream: "", pages: [], asked: 0 };
  return streams.reduce((one, other) => (other.pages.length > one.pages.length ? other : one), none);
}

async function readAll(subject: SourceSubject): Promise<Known> {
  const log = keepLog();
  const read = async () => {
    const streams: KnownStream[] = [];
    await withSource(
      subject,
      async (source) => {
        await source.check?.();
        for (const stream of streamsOf(subject)) {
          using asked = countAsked(subject);
          const pages = await pagesOf(source, stream);
          streams.push({ stream, pages, asked: asked.count() });
        }
      },
      { log },
    );
    return streams;
  };
  return { streams: await read(), log: log.lines.join("\n") };
}
