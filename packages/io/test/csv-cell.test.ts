import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLine, plainCell, readCsv } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";

it.each(["=1+1", "+49 30", "-5", "@sum", "\tx", "'=x", "''=x"])("no spreadsheet runs %j", (cell) => {
  expect(csvLine([cell]).replaceAll('"', "")).toMatch(/^'/);
});

it("whatever is written is read as it was", async () => {
  const path = join(await tempFolder(), "table.csv");
  const cell = fc.oneof(
    fc.string(),
    fc.stringMatching(/^['=+@\t\r\n", -]{1,5}x?$/),
    fc.constantFrom("=A1", "'=A1", "'plain", "''", "a,b", 'say "x"', "a\r\nb"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
      const text = [["a", "b"], ...rows].map((row) => csvLine(row)).join("");
      writeFileSync(path, text);
      const read: (readonly string[])[] = [];
      for await (const { values } of readCsv(path, { signal: new AbortController().signal }))
        for (const one of values)
          read.push(
            Object.values("value" in one ? Object(one.value) : {})
              .map(String)
              .map(plainCell),
          );
      expect(read).toEqual(rows);
    }),
    { numRuns: 50 },
  );
});
