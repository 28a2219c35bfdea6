import { describe, expect, it } from "vitest";
import { SINK_CHECKS, Untold } from "../src/index.ts";
import { BROKEN_SINKS } from "./broken-sinks.ts";
import { honestSink, sinkFixture } from "./honest-sink.ts";

it("there is a broken sink for every check", () => {
  expect(Object.keys(BROKEN_SINKS).sort()).toEqual(SINK_CHECKS.map(({ name }) => name).sort());
});

it("no two checks share a name, and there are many", () => {
  expect(new Set(SINK_CHECKS.map(({ name }) => name)).size).toBe(SINK_CHECKS.length);
  expect(SINK_CHECKS.length).toBeGreaterThan(30);
});

describe("a sink that keeps every promise passes, and one that breaks it is caught:", () => {
  it.each(SINK_CHECKS)("$name", async (check) => {
    expect(check.applies(honestSink)).toBe(true);
    await check.run({ definition: honestSink, fixture: sinkFixture() });
    const definition = BROKEN_SINKS[check.name] ?? honestSink;
    const failure = await check.run({ definition, fixture: sinkFixture() }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(Untold);
  });
});
