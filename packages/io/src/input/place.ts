import { ChangedInputError, ConfigError, type Cursor } from "@chat-etl/sdk";
import * as z from "zod";
import type { ByteWindow } from "./byte-window.ts";

/** Behind which byte to read on, and of which state of the source that is true. */
const Place = z.object({
  /** The first byte not yet read. */
  offset: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative().optional(),
  modifiedAt: z.number().optional(),
  /** CRC-32 of all bytes before `offset`, for a source without size and time. */
  checksum: z.int().nonnegative().optional(),
});

/** A cursor: the place in the source, and what the reader must know besides. */
export function cursorAt(offset: number, window: ByteWindow, state: object): Cursor {
  const known = window.source.facts ?? { checksum: window.checksumTo(offset) };
  return JSON.stringify({ ...state, offset, ...known } satisfies z.input<typeof Place>);
}

/**
 * Goes to the place a cursor names, and tells the reader's own part of it.
 *
 * @throws ConfigError it is none of ours, or the source is not the one it was made for
 */
export async function resumeAt<State extends z.ZodType>(
  cursor: Cursor,
  window: ByteWindow,
  schema: State,
): Promise<{ readonly offset: number; readonly state: z.output<State> }> {
  const parsed = parseOrNothing(cursor);
  const place = Place.safeParse(parsed);
  const state = schema.safeParse(parsed);
  if (!place.success || !state.success) {
    const path = window.source.path;
    throw new ConfigError(`The place in "${path}" to read on from is not understood. Start again with --fresh.`);
  }
  checkFacts(place.data, window);
  await window.seek(place.data.offset);
  checkBytes(place.data, window);
  return { offset: place.data.offset, state: state.data };
}

function checkFacts({ sizeBytes, modifiedAt }: z.output<typeof Place>, { source }: ByteWindow): void {
  const { facts, path } = source;
  if (facts === undefined || (sizeBytes === facts.sizeBytes && modifiedAt === facts.modifiedAt)) return;
  const before = `it had ${sizeBytes ?? "unknown"} bytes and was of ${timeOf(modifiedAt)}`;
  const now = `it has ${facts.sizeBytes} bytes and is of ${timeOf(facts.modifiedAt)}`;
  const advice =
    "Put the old file back with its old time, or run with --delta, which reads this one from its beginning";
  throw new ChangedInputError(`"${path}" has changed since it was read in part: ${before}, now ${now}. ${advice}.`);
}

function checkBytes({ offset, checksum }: z.output<typeof Place>, window: ByteWindow): void {
  if (window.source.facts !== undefined || window.checksumTo(offset) === checksum) return;
  const advice = "Give the same data again, or run with --delta, which reads all of it from its beginning";
  throw new ChangedInputError(`"${window.source.path}" is not what was read in part before. ${advice}.`);
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timeOf(epochMs: number | undefined): string {
  return epochMs === undefined ? "an unknown time" : new Date(epochMs).toISOString();
}
