import { join } from "node:path";
import { AnyRecord } from "@chat-etl/model";
import { RecordError } from "@chat-etl/sdk";
import { expect } from "vitest";
import { GenericJsonConfig } from "../src/config.ts";
import { genericJsonSource } from "../src/index.ts";

export const FIXTURES = join(import.meta.dirname, "fixtures");

type Streams = typeof genericJsonSource.streams;

/** What became of one value: a record, one that was brought along, a drop or a rejection. */
export interface Line {
  readonly origin: string;
  readonly record?: unknown;
  readonly derived?: unknown;
  readonly dropped?: string;
  readonly rejected?: string;
}

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What was told the operator, since a test took it out. */
export const notices: string[] = [];

/** Reads an export as a run does, up to where it would be staged. */
export async function readAll(options: {
  path: string;
  mapping: string;
  zone?: string;
  name?: string;
}): Promise<Line[]> {
  const config = GenericJsonConfig.parse(options);
  const { signal } = new AbortController();
  const source = await genericJsonSource.open(config, {
    signal,
    logger: QUIET,
    onNotice: (_code, message) => notices.push(message),
  });
  await source.check?.();
  const lines: Line[] = [];
  for (const stream of Object.keys(genericJsonSource.streams) as (keyof Streams)[]) {
    for await (const { values } of source.read(stream, { signal })) {
      for (const value of values) lines.push(...becomes(value, genericJsonSource.streams[stream]));
    }
  }
  return lines;
}

function becomes(
  one: {
    readonly origin: string;
    readonly value?: unknown;
    readonly unreadable?: { readonly code: string; readonly message: string };
  },
  { wire, normalize }: Streams[keyof Streams],
): readonly Line[] {
  const { origin } = one;
  if (one.unreadable) return [{ origin, rejected: `${one.unreadable.code}: ${one.unreadable.message}` }];
  try {
    const made = normalize(wire.parse(one.value));
    if ("drop" in made) return [{ origin, dropped: `${made.drop.code}: ${made.drop.message}` }];
    return made.map((record) => {
      if ("refused" in record) return { origin, rejected: `${record.refused.code}: ${record.refused.message}` };
      if ("derived" in record) return { origin, derived: AnyRecord.parse(record.derived) };
      return { origin, record: AnyRecord.parse(record) };
    });
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return [{ origin, rejected: `${error.code}: ${error.message}` }];
  }
}

/** The golden file of a fixture: one line for each record, drop and rejection; what is brought along again is left out. */
export async function expectGolden(lines: readonly Line[], name: string): Promise<void> {
  const told = new Set<string>();
  const text = lines.map((line) => JSON.stringify(shortened(line))).filter((line) => !told.has(line) && told.add(line));
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot(join(FIXTURES, `${name}.golden.jsonl`));
}

/** Without the origin of what is brought along, and without what is empty: a golden file is there to be read. */
function shortened({ origin, record, derived, ...rest }: Line): object {
  if (derived !== undefined) return { derived: withoutEmpty(derived) };
  return record === undefined ? { origin, ...rest } : { origin, record: withoutEmpty(record) };
}

function withoutEmpty(record: unknown): object {
  const entries = Object.entries(record as object);
  return Object.fromEntries(entries.filter(([, value]) => !(value instanceof Object) || Object.keys(value).length > 0));
}
