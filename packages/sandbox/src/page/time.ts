import { html } from "hono/html";
import type { Html } from "./text.ts";

const FORMATS = {
  day: formatOf({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  date: formatOf({ day: "numeric", month: "short", year: "numeric" }),
  clock: formatOf({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
} as const;

/** `Wednesday 4 March 2026`, in UTC as all here. */
export function dayText(instant: number): string {
  return isInstant(instant) ? FORMATS.day.format(instant) : "On an unknown day";
}

/** @param form `date`: `4 Mar 2026`; `clock`: `09:14:05` */
export function timeElement(instant: number, form: "date" | "clock"): Html {
  if (!isInstant(instant)) return html`<time>unknown time</time>`;
  const iso = new Date(instant).toISOString();
  return html`<time datetime="${iso}" title="${iso.replace("T", " ").replace("Z", " UTC")}">${FORMATS[form].format(instant)}</time>`;
}

/** Whether a date can be made of it. */
function isInstant(instant: number): boolean {
  return !Number.isNaN(new Date(instant).getTime());
}

function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
}
