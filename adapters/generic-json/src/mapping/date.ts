import { type LocalTime, localTimeIn } from "@chat-etl/model";
import { RecordError } from "@chat-etl/sdk";
import { DateTime, IANAZone } from "luxon";
import * as z from "zod";
import { choice } from "./choice.ts";
import { toText } from "./coerce.ts";
import { strict } from "./strict.ts";

/** How many of a unit make a millisecond, or the other way round, as powers of ten. */
const UNITS = { s: 3, ms: 0, us: -3, ns: -6 } as const;
type Unit = keyof typeof UNITS;

/** A zone's name as IANA has it (`Europe/Berlin`), or `UTC`. */
export const Zone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), "must be a time zone like Europe/Berlin or UTC");

const Named = z.enum(["iso", "s", "ms", "us", "ns"]);
const Formatted = strict({
  /** Luxon's tokens: https://moment.github.io/luxon/#/parsing */
  format: z.string().min(1),
  /** Language of month and day names. */
  locale: z.string().default("en"),
});
type Form = z.output<typeof Named> | z.output<typeof Formatted>;
const Form = choice<Form>((value) => (value instanceof Object ? Formatted : Named));

/** How times are written: one way, or several that are tried in turn. */
export const DateForms = choice<DateForms>((value) =>
  Array.isArray(value) ? Forms : Form.transform((form) => [form]),
);
export type DateForms = readonly Form[];
const Forms = z.array(Form).min(1);

/** Dates of chats lie between these; others mean that the unit is not what it was taken for. */
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WITH_OFFSET = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:Z|([+-]\d\d):?(\d\d)?)$/i;
const STARTS_WITH_DATE = /^\d{4}-\d\d-\d\d/;

/**
 * Reads an instant, in milliseconds. `zone` is for times that tell none.
 *
 * @throws RecordError it is not written in any of these ways, has no zone, or is none that a chat can have
 */
export function readDate(value: unknown, forms: DateForms, zone: string | undefined): number {
  const text = typeof value === "number" ? value : toText(value).trim();
  for (const form of forms) {
    const instant =
      form === "iso" ? isoDate(text, zone) : typeof form === "string" ? count(text, form) : formatted(text, form, zone);
    if (instant === undefined) continue;
    if (instant >= EARLIEST && instant < LATEST) return Math.floor(instant);
    throw new RecordError(
      "unlikely-date",
      `would be in the year ${yearOf(instant)}: check the unit that the mapping gives with "date"`,
    );
  }
  throw new RecordError(
    "no-date",
    `is no time in the form ${forms.map(nameOf).join(" or ")}: give the right one with "date"`,
  );
}

function yearOf(instant: number): number {
  return new Date(instant).getUTCFullYear();
}

function nameOf(form: Form): string {
  return typeof form === "string" ? form : `"${form.format}"`;
}

/** A count of units since 1970. */
function count(value: string | number, unit: Unit): number | undefined {
  if (typeof value === "string" && !NUMBER.test(value)) return undefined;
  return Number(value) * 10 ** UNITS[unit];
}

function isoDate(value: string | number, zone: string | undefined): number | undefined {
  if (typeof value === "number") return undefined;
  const match = WITH_OFFSET.exec(value);
  if (match) {
    const [, date, time, hours, minutes] = match;
    const instant = Date.parse(`${date}T${time}${hours === undefined ? "Z" : `${hours}:${minutes ?? "00"}`}`);
    return Number.isNaN(instant) || !isDay(date ?? "") ? undefined : instant;
  }
  if (!STARTS_WITH_DATE.test(value)) return undefined;
  const localTime = localTimeIn(needed(zone));
  return instantOf(DateTime.fromISO(value.replace(" ", "T"), { zone: "utc" }), localTime);
}

/** Dates are parsed as if the 31st of February were the 2nd of March. */
function isDay(date: string): boolean {
  return Number(date.slice(8)) <= 28 || new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) === true;
}

function formatted(
  value: string | number,
  { format, locale }: Exclude<Form, string>,
  zone: string | undefined,
): number | undefined {
  // Narrow and no-break spaces are what newer systems put before AM and PM.
  const text = String(value).replaceAll(/[\u00a0\u202f]/g, " ");
  const plain = DateTime.fromFormat(text, format, { locale, zone: "utc", setZone: true });
  if (!plain.isValid || tellsZone(format)) return instantOf(plain);
  return instantOf(plain, localTimeIn(needed(zone)));
}

/** Whether a format's tokens, what is quoted left out, include the zone. */
function tellsZone(format: string): boolean {
  return /z/i.test(format.replaceAll(/'[^']*'/g, ""));
}

/** @throws RecordError there is none */
function needed(zone: string | undefined): string {
  if (zone !== undefined) return zone;
  throw new RecordError(
    "no-zone",
    'tells no time zone: set "zone" in the mapping, or --source.zone, to the one it was written in',
  );
}

/** `localTime`: what is shown is the time of that zone. */
function instantOf(date: DateTime, localTime: LocalTime = (shown) => shown): number | undefined {
  return date.isValid ? localTime(date.toMillis()) : undefined;
}
