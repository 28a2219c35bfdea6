import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readAll } from "./read-all.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

it("makes of the sample export what is written down", async () => {
  const all = await readAll({ path: join(FIXTURES, "sample-export"), timeZone: "Asia/Seoul" });
  const text = all.map((one) => `${JSON.stringify(one)}\n`).join("");
  await expect(text).toMatchFileSnapshot(join(FIXTURES, "sample-export.golden.jsonl"));
});

it("shows no key that lets somebody in", () => {
  expect(readFileSync(join(FIXTURES, "sample-export/users.json"), "utf8")).toContain("never-show-this");
  expect(readFileSync(join(FIXTURES, "sample-export.golden.jsonl"), "utf8")).not.toMatch(/never-show-this|nor-this/);
});
