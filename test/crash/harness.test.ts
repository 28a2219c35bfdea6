import { describe, expect, it } from "vitest";
import { MUTATIONS } from "./mutations.ts";
import { kills } from "./plan.ts";
import { seedsUpTo, subjectOf } from "./seeds.ts";
import { trySeeds } from "./try-seeds.ts";

describe("the harness itself", () => {
  it.each(MUTATIONS)(
    "turns red when this is taken out of the engine: $name",
    async ({ sink, shows, seed, replacements }) => {
      const trials = await trySeeds([...new Set([seed, ...seedsUpTo(24).filter(kills)])], {
        subject: subjectOf(sink),
        mutation: replacements,
        parallel: 1,
        onTrial: ({ problems }) => problems.length > 0,
      });
      expect(trials.flatMap(({ problems }) => problems)[0]).toContain(shows);
    },
    300_000,
  );

  it("ends with a failure when what it takes out does not stand there any more", async () => {
    const mutation = [{ file: "packages/engine/src/load/load.ts", find: "as it never was", put: "" }];
    const [trial] = await trySeeds([1], { subject: subjectOf("json"), mutation, parallel: 1 });
    expect(trial?.problems[0]).toContain("does not stand in");
  });
});
