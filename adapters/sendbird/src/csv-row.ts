import type { EpochMs, LocalTime } from "@chat-etl/model";

/** What stands in a cell is told by its column's name, the one that JSON has. Others are texts. */
const TIMES = /(?:_at|_ts)$/;
const YES_OR_NO = /^(?:is_|has_)|^(?:freeze|silent|require_auth)$/;
const NUMBERS = /_count$|^size$/;
const NESTED = new Set([
  "created_by",
  "discovery_keys",
  "file",
  "files",
  "last_message",
  "members",
  "mentioned_users",
  "metadata",
  "og_tag",
  "operators",
  "parent_message_info",
  "poll",
  "preferred_languages",
  "reactions",
  "read_receipt",
  "sorted_metaarray",
  "thread_info",
  "thumbnails",
  "translations",
  "user",
]);

const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/;

/** What parses the JSON in a cell. Undefined: it is none. */
type Parse = (text: string) => unknown;

interface RowReading {
  readonly parse: Parse;
  /** Missing: a time that names no zone is refused. */
  readonly localTime: LocalTime | undefined;
}

/** A row that has a time without a zone, and nobody knows which. */
export const ZONE_MISSING = Symbol("A time in the row names no zone.");

/**
 * A row of texts as the object that JSON would have: numbers, times and nested objects by the names of their columns, where
 * `file.url` is `url` in `file`. Empty cells are left out; what cannot be read stays a text, which the wire schema judges.
 */
export function objectOfRow(row: object, reading: RowReading): object | typeof ZONE_MISSING {
  const fields = new Map<string, unknown>();
  for (const [column, text] of Object.entries(row)) {
    if (text === "") continue;
    const [name = "", ...inside] = column.split(".");
    const value = cellValue(inside.at(-1) ?? name, String(text), reading);
    if (value === ZONE_MISSING) return ZONE_MISSING;
    fields.set(name, inside.length === 0 ? value : { ...asObject(fields.get(name)), [inside.join(".")]: value });
  }
  return withSender(Object.fromEntries(fields));
}

function cellValue(name: string, text: string, { parse, localTime }: RowReading): unknown {
  if (TIMES.test(name)) return timeOf(text, localTime);
  if (YES_OR_NO.test(name)) return yesOrNo(text);
  if (NUMBERS.test(name)) return numberOf(text);
  return NESTED.has(name) ? (parse(text) ?? text) : text;
}

function timeOf(text: string, localTime: LocalTime | undefined): unknown {
  const match = TIME.exec(text);
  if (match === null) return numberOf(text);
  const [, year, month, day, hour, minute, second, fraction = "", zone] = match;
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}.${fraction.padEnd(3, "0").slice(0, 3)}`;
  const shown = Date.parse(`${clock}Z`);
  if (Number.isNaN(shown)) return text;
  if (zone !== undefined) return Date.parse(clock + isoZone(zone));
  return localTime === undefined ? ZONE_MISSING : (localTime(shown) satisfies EpochMs);
}

function isoZone(zone: string): string {
  if (/^[+-]/.test(zone)) return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return "Z";
}

function numberOf(text: string): number | string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function yesOrNo(text: string): boolean | string {
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "1") return true;
  return lower === "false" || lower === "0" ? false : text;
}

/** Who wrote a message, where columns of the row itself tell it. */
function withSender(row: Readonly<Record<string, unknown>>): object {
  const { user_id, sender_id = user_id, nickname, profile_url, ...message } = row;
  if (row.message_id === undefined || row.user !== undefined || sender_id === undefined) return row;
  return { ...message, user: { user_id: sender_id, nickname, profile_url } };
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
