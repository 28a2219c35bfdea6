import { describe, expect, it } from "vitest";
import * as z from "zod";
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

it("a secret that the fixture leaves out is not tried", async () => {
  const check = SOURCE_CHECKS.find(({ name }) => name.startsWith("says that a secret is refused"));
  const token = z.string().optional().meta({ description: "For files.", env: "MEMORY_TOKEN", secret: true });
  const definition = { ...honestSource, config: honestSource.config.extend({ token }) };
  await check?.run({ definition, fixture: sourceFixture() });
  const none = { ...sourceFixture(), config: { app: "any" } };
  await expect(check?.run({ definition, fixture: none })).rejects.toThrow(Untold);
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
