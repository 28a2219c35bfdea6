import { join } from "node:path";
import { expect, it } from "vitest";
import { freeBytesAt } from "../src/free-bytes.ts";

it("looks where the folder will be made", () => {
  const here = freeBytesAt(import.meta.dirname);
  expect(here).toBeGreaterThan(0);
  const there = freeBytesAt(join(import.meta.dirname, "not", "yet", "there"));
  expect(Math.abs(there - here)).toBeLessThan(1024 ** 3);
});
