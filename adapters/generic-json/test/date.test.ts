import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { DateForms, readDate } from "../src/mapping/date.ts";

const at = (value: unknown, forms: unknown, zone?: string) => readDate(value, DateForms.parse(forms), zone);

/** Instants that a chat can have. */
const instants = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2099, 0, 1) });

it("reads any instant back, whatever its unit or offset", () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -14, max: 14 }), (instant, offset) => {
      const seconds = Math.floor(instant / 1000) * 1000;
      expect(at(instant, "ms")).toBe(instant);
      expect(at(String(instant), "ms")).toBe(instant);
      expect(at(seconds / 1000, "s")).toBe(seconds);
      expect(at(`${instant}000`, "us")).toBe(instant);
      expect(at(new Date(instant).toISOString(), "iso")).toBe(instant);
      expect(at(DateTime.fromMillis(instant, { zone: `UTC${offset < 0 ? "" : "+"}${offset}` }).toISO(), "iso")).toBe(
        instant,
      );
    }),
  );
});

it("reads a local time in its zone, summer and winter, and refuses it without one", () => {
  expect(at("2024-07-01T12:00:00", "iso", "Europe/Berlin")).toBe(Date.UTC(2024, 6, 1, 10));
  expect(at("2024-01-01 12:00", "iso", "Europe/Berlin")).toBe(Date.UTC(2024, 0, 1, 11));
  // Clocks show these twice: the first, in whichever season it is read. Luxon alone would go by today's offset.
  const [berlin, sydney] = [Date.UTC(2024, 9, 27, 0, 30), Date.UTC(2024, 3, 6, 15, 30)];
  expect(at("2024-10-27T02:30:00", "iso", "Europe/Berlin")).toBe(berlin);
  expect(at("07.04.2024 02:30", { format: "dd.MM.yyyy HH:mm" }, "Australia/Sydney")).toBe(sydney);
  expect(() => at("2024-07-01T12:00:00", "iso")).toThrow("tells no time zone");
  expect(() => at("1 May 2024 12:00", { format: "d MMMM yyyy HH:mm" })).toThrow("tells no time zone");
});

describe("other ways of writing it", () => {
  it.each([
    ["seconds with a fraction", "1714550400.5", "s", 1_714_550_400_500],
    ["nanoseconds of Go", "2024-05-01T08:00:00.123456789Z", "iso", 1_714_550_400_123],
    ["a space, and an offset without a colon", "2024-05-01 10:00:00 +0200", "iso", 1_714_550_400_000],
    ["an offset of hours", "2024-05-01T10:00:00+02", "iso", 1_714_550_400_000],
    [
      "a sentence with a zone",
      "Wednesday, 1 May 2024 at 08:00:00 UTC",
      { format: "EEEE, d MMMM yyyy 'at' HH:mm:ss z" },
      1_714_550_400_000,
    ],
    [
      "narrow no-break spaces",
      "May 1, 2024, 8:00:00\u202fAM UTC",
      { format: "MMMM d, yyyy, h:mm:ss a z" },
      1_714_550_400_000,
    ],
    ["another language", "1 mai 2024 08:00 UTC", { format: "d MMMM yyyy HH:mm z", locale: "fr" }, 1_714_550_400_000],
    ["several ways, the second fits", 1_714_550_400, ["iso", "s"], 1_714_550_400_000],
  ])("%s", (_, value, forms, expected) => expect(at(value, forms)).toBe(expected));
});

it.each([
  ["words", "yesterday", "iso"],
  ["a number where text is expected", 1_714_550_400, "iso"],
  ["a day that does not exist", "2024-02-31T10:00:00Z", "iso"],
  ["text where a number is expected", "2024-05-01", "ms"],
])("refuses %s", (_, value, forms) => expect(() => at(value, forms)).toThrow("is no time in the form"));

it.each([
  ["milliseconds taken for seconds", 1_714_550_400_000, "s"],
  ["seconds taken for milliseconds", 1_714_550_400, "ms"],
  ["nothing", 0, "ms"],
])("refuses %s: a chat has no such time", (_, value, forms) =>
  expect(() => at(value, forms)).toThrow("check the unit"),
);
