import { DateTime } from "luxon";

/** How the times of a field are written. */
export interface TimeForm {
  /** As a mapping says it. */
  readonly form: "iso" | "s" | "ms" | "us" | "ns" | { readonly format: string };
  /** They tell no time zone. */
  readonly isLocal: boolean;
  /** The order of day and month could be the other one too. */
  readonly isAmbiguous: boolean;
}

const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Milliseconds of one, for each unit. */
const UNITS = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 } as const;

const UNIT_NAMES = ["ms", "s", "us", "ns"] as const;

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?(?:\d\d)?))?)?$/i;
const WITH_OFFSET = /(?:Z|[+-]\d\d:?(?:\d\d)?)$/i;
/** All other forms tell hours and minutes. */
const CLOCK = /\d:\d\d/;
const DIGITS = /^\d+(?:\.\d+)?$/;

/** Other ways to write a time, those that are read day first before those that are not. */
const FORMATS = [
  ...["dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "dd-MM-yyyy", "yyyy/MM/dd"].flatMap(
    (day) =>
      [" HH:mm:ss", " HH:mm", ", HH:mm:ss", ", HH:mm", " h:mm:ss a", " h:mm a", ", h:mm:ss a", ", h:mm a"].map(
        (time) => day + time,
      ),
  ),
  "EEE, dd MMM yyyy HH:mm:ss ZZZ",
  "EEE MMM dd HH:mm:ss ZZZ yyyy",
  "EEE, dd MMM yyyy HH:mm:ss z",
  "EEEE, d MMMM yyyy 'at' HH:mm:ss z",
  "EEEE, d MMMM yyyy HH:mm:ss z",
  "EEEE, MMMM d, yyyy 'at' h:mm:ss a z",
  "EEEE, MMMM d, yyyy h:mm:ss a z",
  "d MMM yyyy HH:mm:ss",
  "d MMM yyyy HH:mm",
  "d MMMM yyyy HH:mm",
  "MMM d, yyyy h:mm a",
  "MMM d, yyyy, h:mm:ss a",
];

/** The form in which nearly all of these are times between 1990 and 2100. Undefined: there is none. */
export function timeFormOf(values: readonly (string | number)[]): TimeForm | undefined {
  if (values.length === 0) return undefined;
  const unit = UNIT_NAMES.find((name) =>
    nearlyAll(values, (value) => isNumber(value) && isNear(Number(value) * UNITS[name])),
  );
  if (unit !== undefined) return { form: unit, isLocal: false, isAmbiguous: false };
  const texts = values.map((value) => String(value).trim());
  if (nearlyAll(texts, isIso)) return { form: "iso", isLocal: texts.some(isIsoWithoutZone), isAmbiguous: false };
  return formattedOf(texts);
}

/** A few may be damaged. */
function nearlyAll<Value>(values: readonly Value[], test: (value: Value) => boolean): boolean {
  return values.filter(test).length >= values.length * 0.9;
}

function isNumber(value: string | number): boolean {
  return typeof value === "number" || DIGITS.test(value);
}

function isNear(instant: number): boolean {
  return instant >= EARLIEST && instant < LATEST;
}

function isIso(text: string): boolean {
  return ISO.test(text) && isNear(Date.parse(text.replace(" ", "T").replace(/ (?=[+-]|Z)/, "")));
}

function isIsoWithoutZone(text: string): boolean {
  return isIso(text) && (text.length <= 10 || !WITH_OFFSET.test(text.slice(10)));
}

function formattedOf(texts: readonly string[]): TimeForm | undefined {
  if (!nearlyAll(texts, (text) => text.length <= 60 && CLOCK.test(text))) return undefined;
  const fitting = FORMATS.filter((format) => nearlyAll(texts, (text) => reads(text, format)));
  const [format] = fitting;
  if (format === undefined) return undefined;
  const isAmbiguous = /^[dM]{1,2}\//.test(format) && fitting.some((other) => /^M/.test(other) !== /^M/.test(format));
  return { form: { format }, isLocal: !/z/i.test(format), isAmbiguous };
}

function reads(text: string, format: string): boolean {
  const plain = text.replaceAll(/[\u00a0\u202f]/g, " ");
  return isNear(DateTime.fromFormat(plain, format, { locale: "en", zone: "utc" }).toMillis());
}
