import type { AnySink, AnySource } from "@chat-etl/sdk";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Check, Untold } from "./check.ts";
import type { Fixture, SinkFixture, SourceFixture } from "./fixture.ts";
import { DRY_CHECKS, TARGET_CHECKS } from "./sink/index.ts";
import { SOURCE_CHECKS } from "./source/index.ts";

/**
 * Tests that a source keeps the contract, as far as it declares it. All tests read one fixture. What the fixture cannot
 * show is skipped, with a note that says what it lacks.
 */
export function describeSource(definition: AnySource, start: () => Promise<SourceFixture>): void {
  describe(`the source ${definition.name}`, () => sharing(SOURCE_CHECKS, definition, start));
}

/**
 * Tests that a sink keeps the contract, as far as it declares it. Each test that looks at a target gets a new one; what
 * the fixture cannot show is skipped, with a note that says what it lacks.
 */
export function describeSink(definition: AnySink, start: () => Promise<SinkFixture>): void {
  describe(`the sink ${definition.name}`, () => {
    sharing(DRY_CHECKS, definition, start);
    for (const check of TARGET_CHECKS)
      test(check, definition, async () => {
        const fixture = await start();
        try {
          await check.run({ definition, fixture });
        } finally {
          await fixture.close?.();
        }
      });
  });
}

/** Tests that share one fixture. */
function sharing<Definition, Own extends Fixture>(
  checks: readonly Check<{ readonly definition: Definition; readonly fixture: Own }>[],
  definition: Definition,
  start: () => Promise<Own>,
): void {
  let fixture: Own | undefined;
  beforeAll(async () => {
    fixture = await start();
  });
  afterAll(async () => await fixture?.close?.());
  for (const check of checks)
    test(check, definition, async () => {
      if (fixture !== undefined) await check.run({ definition, fixture });
    });
}

function test<Definition>(
  check: Pick<Check<{ readonly definition: Definition }>, "name" | "applies">,
  definition: Definition,
  run: () => Promise<void>,
): void {
  if (!check.applies(definition)) return;
  it(check.name, async ({ skip }) => {
    try {
      await run();
    } catch (error) {
      if (error instanceof Untold) skip(error.message);
      throw error;
    }
  });
}
