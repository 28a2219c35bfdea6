import type { JsonObject } from "@chat-etl/model";
import { type Json, jsonBytes } from "./json.ts";
import type { LossCode, Lost } from "./losses.ts";

/** What a record's metadata is made of. */
export interface MetadataParts {
  /** The record's own fields, most important first; missing ones are passed over. */
  readonly own: Readonly<Record<string, Json | undefined>>;
  /** What the source's owner attached: becomes the field `custom`. */
  readonly custom?: JsonObject | undefined;
  /** What the model does not name: stands beside the own fields, under its own names. */
  readonly extra?: JsonObject | undefined;
}

type Entry = readonly [key: string, value: Json];

/**
 * Metadata of at most `maxBytes` as UTF-8 JSON. Own fields come first, in their order, then custom, then extra; what
 * does not fit any more is left out with a loss, what still fits behind it stays (T46).
 */
export function fitMetadata(parts: MetadataParts, maxBytes: number, lost: Lost): JsonObject {
  const own = keepFitting(entriesOf(parts.own), maxBytes - 2, { code: "trimmed-field", lost });
  const custom = keepCustom(parts.custom ?? {}, own.free, lost);
  const taken = new Set([...Object.keys(parts.own), "custom", "extra"]);
  const extra = Object.entries(parts.extra ?? {});
  const beside = keepFitting(
    extra.filter(([key]) => !taken.has(key)),
    custom.free,
    { code: "trimmed-extra", lost },
  );
  // An extra named like a field of ours must neither replace it nor vanish.
  const clashing = extra.filter(([key]) => taken.has(key));
  const nested = keepFitting(nestedEntry("extra", clashing), beside.free, { code: "trimmed-extra", lost });
  return Object.fromEntries([...own.kept, ...custom.kept, ...beside.kept, ...nested.kept]);
}

interface Fitted {
  readonly kept: readonly Entry[];
  readonly free: number;
}

function keepCustom(custom: JsonObject, free: number, lost: Lost): Fitted {
  const entries = Object.entries(custom);
  if (entries.length === 0) return { kept: [], free };
  const wrapper = entryBytes(["custom", {}]);
  const inside = keepFitting(entries, free - wrapper, { code: "trimmed-custom", lost });
  const kept = nestedEntry("custom", inside.kept);
  return kept.length === 0 ? { kept, free } : { kept, free: inside.free };
}

/** As many entries as fit into so many bytes, with what is free behind them; a loss if some do not. */
export function keepFitting(
  entries: readonly Entry[],
  free: number,
  { code, lost }: { readonly code: LossCode; readonly lost: Lost },
): Fitted {
  const kept: Entry[] = [];
  let left = free;
  for (const entry of entries) {
    const bytes = entryBytes(entry);
    if (bytes > left) {
      lost.add(code);
      continue;
    }
    kept.push(entry);
    left -= bytes;
  }
  return { kept, free: left };
}

function nestedEntry(key: string, entries: readonly Entry[]): readonly Entry[] {
  return entries.length === 0 ? [] : [[key, Object.fromEntries(entries)]];
}

function entriesOf(fields: Readonly<Record<string, Json | undefined>>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value !== undefined && value !== "") entries.push([key, value]);
  }
  return entries;
}

/** With the colon, and the comma in front. */
function entryBytes([key, value]: Entry): number {
  return jsonBytes(key) + jsonBytes(value) + 2;
}
