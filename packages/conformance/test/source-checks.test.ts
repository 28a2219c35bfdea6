import { describe, expect, it } from "vitest";
import { SOURCE_CHECKS, Untold } from "../src/index.ts";
import { BROKEN_SOURCES } from "./broken-sources.ts";
import { honestSource, sourceFixture } from "./honest-source.ts";

it("there is a broken source for every check", () => {
  expect(Object.keys(BROKEN_SOURCES).sort()).toEqual(SOURCE_CHECKS.map(({ name }) => name).sort());
});

it("no two checks share a name, and there are many", () => {
  expect(new Set(SOURCE_CHECKS.map(({ name }) => name)).size).toBe(SOURCE_CHECKS.length);
  expect(SOURCE_CHECKS.length).toBeGreaterThan(30);
});

describe("a source that keeps every promise passes, and one that breaks it is caught:", () => {
  const fixture = sourceFixture();

  it.each(SOURCE_CHECKS)("$name", async (check) => {
    expect(check.applies(honestSource)).toBe(true);
    await check.run({ definition: honestSource, fixture });
    const definition = BROKEN_SOURCES[check.name] ?? honestSource;
    const failure = await check.run({ definition, fixture: sourceFixture() }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(Untold);
  });
});
