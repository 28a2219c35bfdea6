import { AnyRecord, type ChatRecord, idOf } from "@chat-etl/model";
import { type AnySource, type Logger, type Page, RecordError } from "@chat-etl/sdk";
import type * as z from "zod";
import { SlackExportConfig } from "../src/config.ts";
import { slackExportSource } from "../src/index.ts";

export type Config = z.input<typeof SlackExportConfig>;
type Stream = keyof typeof slackExportSource.streams;

/** What became of one value: records, some brought along, a drop or a rejection. */
export interface Line {
  readonly stream: Stream;
  readonly origin: string;
  readonly records: readonly ChatRecord[];
  readonly derived: readonly ChatRecord[];
  readonly dropped?: string;
  readonly rejected?: string;
}

export interface Log {
  readonly logger: Logger;
  readonly lines: (readonly [message: string, fields: object | undefined])[];
  readonly notices: (readonly [code: string, message: string])[];
}

export const STREAMS = Object.keys(slackExportSource.streams) as readonly Stream[];

export function keepLog(): Log {
  const lines: Log["lines"] = [];
  const keep = (message: string, fields?: object) => void lines.push([message, fields]);
  return { lines, notices: [], logger: { debug: keep, info: keep, warn: keep, error: keep } };
}

/** Reads an export as a run does, up to where it would be staged. */
export async function readAll(config: Config, log: Log = keepLog()): Promise<readonly Line[]> {
  const source = await openSource(config, log);
  const lines: Line[] = [];
  for (const stream of STREAMS) for await (const page of pagesOf(stream, source)) lines.push(...page.lines);
  return lines;
}

type Opened = Awaited<ReturnType<typeof slackExportSource.open>>;

export async function openSource(config: Config, { logger, notices }: Log = keepLog()): Promise<Opened> {
  const { signal } = new AbortController();
  const onNotice = (code: string, message: string) => void notices.push([code, message]);
  return await slackExportSource.open(SlackExportConfig.parse(config), { signal, logger, onNotice });
}

export async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export interface ReadPage extends Page {
  readonly lines: readonly Line[];
}

export async function* pagesOf(stream: Stream, source: Opened, after?: string): AsyncGenerator<ReadPage, void> {
  const { signal } = new AbortController();
  for await (const page of source.read(stream, { signal, after }))
    yield { ...page, lines: page.values.map((value) => becomes(stream, value)) };
}

/** All records of one kind that the source itself gives, by id. */
export function recordsOf<K extends ChatRecord["kind"]>(lines: readonly Line[], kind: K) {
  const records = lines.flatMap((line) => line.records).filter((record) => record.kind === kind);
  return new Map(records.map((record) => [idOf(record), record as Extract<ChatRecord, { kind: K }>]));
}

/** How often each reason was given. */
export function countsOf(lines: readonly Line[], what: "dropped" | "rejected"): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const code = line[what];
    if (code !== undefined) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function becomes(stream: Stream, one: Page["values"][number]): Line {
  const { origin } = one;
  const nothing = { stream, origin, records: [], derived: [] };
  if ("unreadable" in one) return { ...nothing, rejected: one.unreadable.code };
  const { wire, normalize } = (slackExportSource as unknown as AnySource).streams[stream] ?? {};
  const parsed = wire?.safeParse(one.value);
  if (!parsed?.success) return { ...nothing, rejected: "wire-shape" };
  try {
    const made = normalize?.(parsed.data) ?? [];
    if ("drop" in made) return { ...nothing, dropped: made.drop.code };
    const derived = made.flatMap((record) => ("derived" in record ? [AnyRecord.parse(record.derived)] : []));
    const records = made.flatMap((record) => ("derived" in record ? [] : [AnyRecord.parse(record)]));
    return { stream, origin, records, derived };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { ...nothing, rejected: error.code };
  }
}
