import { expect, it } from "vitest";
import { roomFinding } from "../src/disk-room.ts";

const GB = 1024 ** 3;

it.each([
  [100, "good"],
  [20, "warning"],
  [10, "problem"],
])("an export of ten gigabytes and %d that are free: %s", (free, level) => {
  const finding = roomFinding({ sourceBytes: 10 * GB, freeBytes: free * GB, folder: ".etl/x" });
  expect(finding.level).toBe(level);
  expect(finding.message).toContain("The export has 10.0 GB");
  expect(finding.message).toContain(`${free}.0 GB are free`);
});

it("what a small export takes is told as one number", () => {
  const { message } = roomFinding({ sourceBytes: 1, freeBytes: GB, folder: ".etl/x" });
  expect(message).toMatch(/its workspace takes about \S+ .B; 1\.0 GB are free/);
});

it("a source that does not tell its size is no problem", () => {
  expect(roomFinding({ sourceBytes: undefined, freeBytes: 1, folder: "x" }).level).toBe("good");
});
