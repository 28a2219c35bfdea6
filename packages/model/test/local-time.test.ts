import { expect, it } from "vitest";
import { localTimeIn } from "../src/local-time.ts";

it.each([
  ["2024-07-01T12:00:00Z", "2024-07-01T10:00:00Z"],
  ["2024-01-01T12:00:00Z", "2024-01-01T11:00:00Z"],
  // Shown twice, and left out.
  ["2024-10-27T02:30:00Z", "2024-10-27T00:30:00Z"],
  ["2024-03-31T02:30:00Z", "2024-03-31T01:30:00Z"],
])("knows when clocks in Berlin show %s", (shown, instant) => {
  expect(localTimeIn("Europe/Berlin")(Date.parse(shown))).toBe(Date.parse(instant));
});
