import {
  type AnyReadBack,
  ConfigError,
  type Extracted,
  type Logger,
  type Page,
  type Source,
  type Unreadable,
} from "@chat-etl/sdk";
import type { Comparison, FoundRow } from "@chat-etl/store";
import * as z from "zod";
import type { OnEvent } from "../events.ts";
import { showsOf } from "./shows.ts";

/** Places told of values that cannot be read. */
const PLACES = 20;

export interface Finding {
  readonly readBack: AnyReadBack;
  /** The sink's. */
  readonly sinkConfig: unknown;
  readonly speed: number;
  readonly comparison: Comparison;
  /** Only conversations in which something is expected are wanted. */
  readonly isSample: boolean;
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: OnEvent;
}

export interface Unread {
  readonly count: number;
  readonly places: readonly string[];
}

/**
 * Reads the target and writes down what it has. Returns what could not be read.
 *
 * @throws TransientError, ConfigError; the stop signal's reason
 */
export async function findAll(finding: Finding): Promise<Unread> {
  const { readBack, sinkConfig, speed, stop, logger, onEvent } = finding;
  const config = checked(readBack, await readBack.config(sinkConfig, { speed }));
  const onWait = (ms: number, why: string) => onEvent({ event: "waiting", ms, why });
  const onNotice = (code: string, message: string) => onEvent({ event: "notice", code, message });
  const source = await readBack.source.open(config, { signal: stop, logger, onWait, onNotice });
  const unread = { count: 0, places: [] as string[] };
  try {
    await source.check?.();
    for (const stream of Object.keys(readBack.found)) await findStream(source, stream, { ...finding, unread });
  } finally {
    await source.close?.();
  }
  return unread;
}

/** @throws ConfigError the sink's options do not lead to its target */
function checked({ source }: AnyReadBack, config: object): unknown {
  const result = source.config.safeParse(config);
  if (result.success) return result.data;
  const names = result.error.issues.map(({ path }) => `"${path.join(".")}"`).join(", ");
  throw new ConfigError(`The target cannot be read with the options it was loaded with: ${names} of the sink.`);
}

async function findStream(
  source: Source,
  stream: string,
  finding: Finding & { readonly unread: { count: number; places: string[] } },
): Promise<void> {
  const { readBack, comparison, isSample, stop, onEvent } = finding;
  const spec = readBack.source.streams[stream];
  if (spec === undefined) throw new Error(`Source "${readBack.source.name}" declares no stream "${stream}".`);
  const wire = z.compile(spec.wire);
  const wants = isSample ? (conversation: string) => comparison.isOurs(conversation) : undefined;
  let values = 0;
  for await (const page of source.read(stream, { signal: stop, wants })) {
    const rows = rowsOf(page, { ...finding, stream, wire });
    const wanted = rows.filter(({ conversation }) => conversation === undefined || (wants?.(conversation) ?? true));
    await comparison.find(wanted);
    values += page.values.length;
    onEvent({ event: "read", stream, values, done: false });
    stop.throwIfAborted();
  }
  onEvent({ event: "read", stream, values, done: true });
}

interface Reading extends Finding {
  readonly stream: string;
  readonly wire: z.ZodType;
  readonly unread: { count: number; places: string[] };
}

function rowsOf({ values }: Page, { stream, wire, readBack, sinkConfig, unread }: Reading): readonly FoundRow[] {
  const see = readBack.found[stream];
  return values.flatMap((one: Extracted | Unreadable) => {
    const value = "value" in one ? wire.safeParse(one.value) : undefined;
    if (value?.success) {
      const seen = see?.(value.data, sinkConfig) ?? [];
      return seen.map(({ content, ...rest }) => ({ ...rest, shows: showsOf(content), origin: one.origin }));
    }
    unread.count += 1;
    if (unread.places.length < PLACES) unread.places.push(one.origin);
    return [];
  });
}
