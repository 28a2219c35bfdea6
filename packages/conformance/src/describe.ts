import type { AnySink, AnySource } from "@chat-etl/sdk";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Check, Untold } from "./check.ts";
import type { SinkFixture, SourceFixture } from "./fixture.ts";
import { SINK_CHECKS } from "./sink/index.ts";
import { SOURCE_CHECKS } from "./source/index.ts";

/**
 * Tests that a source keeps the contract, as far as it declares it. All tests read one fixture. What the fixture cannot
 * show is skipped, with a note that says what it lacks.
 */
export function describeSource(definition: AnySource, start: () => Promise<SourceFixture>): void {
  describe(`the source ${definition.name}`, () => {
    let fixture: SourceFixture;
    beforeAll(async () => {
      fixture = await start();
    });
    afterAll(async () => await fixture?.close?.());
    for (const check of SOURCE_CHECKS) test(check, definition, (run) => run({ definition, fixture }));
  });
}

/** Tests that a sink keeps the contract, as far as it declares it. Each test gets a fixture of its own. */
export function describeSink(definition: AnySink, start: () => Promise<SinkFixture>): void {
  describe(`the sink ${definition.name}`, () => {
    for (const check of SINK_CHECKS)
      test(check, definition, async (run) => {
        const fixture = await start();
        try {
          await run({ definition, fixture });
        } finally {
          await fixture.close?.();
        }
      });
  });
}

function test<Subject extends { readonly definition: unknown }>(
  check: Check<Subject>,
  definition: Subject["definition"],
  prepared: (run: Check<Subject>["run"]) => Promise<void>,
): void {
  if (!check.applies(definition)) return;
  it(check.name, async ({ skip }) => {
    try {
      await prepared(check.run);
    } catch (error) {
      if (error instanceof Untold) skip(error.message);
      throw error;
    }
  });
}
