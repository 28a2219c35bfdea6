import { expect, it } from "vitest";
import { documents } from "./docs/generated.ts";

it("what documents say of options, fields and losses is what etl describe says; `pnpm docs` rewrites it", async () => {
  const all = await documents();
  expect(all.length).toBeGreaterThan(3);
  for (const { path, text, generated, blockCount } of all) {
    // One that is misspelt would be left as it is.
    expect(text.match(/<!-- (etl describe|end)/g), path).toHaveLength(2 * blockCount);
    expect(text, path).toBe(generated);
  }
});
