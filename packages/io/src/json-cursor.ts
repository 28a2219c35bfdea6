import { ConfigError, type Cursor } from "@chat-etl/sdk";
import * as z from "zod";
import type { Span } from "./boundary-scanner.ts";
import type { FileFacts } from "./byte-window.ts";

/** Behind which element to read on, and of which state of the file that is true. */
const JsonCursor = z.strictObject({
  /** The first byte behind the element. */
  offset: z.int().positive(),
  index: z.array(z.int().nonnegative()).min(1),
  sizeBytes: z.int().nonnegative(),
  modifiedAt: z.number(),
});

/** The cursor behind an element. */
export function cursorBehind({ end, index }: Span, { sizeBytes, modifiedAt }: FileFacts): Cursor {
  const cursor: z.input<typeof JsonCursor> = { offset: end, index: [...index], sizeBytes, modifiedAt };
  return JSON.stringify(cursor);
}

export interface CursorCheck {
  readonly path: string;
  readonly facts: FileFacts;
  readonly depth: number;
}

/** What a cursor says. @throws ConfigError it is none of ours, or the file is not the one it was made for */
export function spanBefore(cursor: Cursor, { path, facts, depth }: CursorCheck): Pick<Span, "end" | "index"> {
  const parsed = JsonCursor.safeParse(parseOrNothing(cursor));
  if (!parsed.success || parsed.data.index.length > depth) {
    throw new ConfigError(`The place in "${path}" to read on from is not understood. Start the extraction again.`);
  }
  const { offset, index, sizeBytes, modifiedAt } = parsed.data;
  if (sizeBytes !== facts.sizeBytes || modifiedAt !== facts.modifiedAt) {
    const before = `it had ${sizeBytes} bytes and was of ${timeOf(modifiedAt)}`;
    const now = `it has ${facts.sizeBytes} bytes and is of ${timeOf(facts.modifiedAt)}`;
    const advice = "Put the old file back with its old time, or start the extraction again";
    throw new ConfigError(`"${path}" has changed since it was read in part: ${before}, now ${now}. ${advice}.`);
  }
  return { end: offset, index };
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
