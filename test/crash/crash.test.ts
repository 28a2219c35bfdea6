import { describe, expect, it } from "vitest";
import { MUTATIONS } from "./mutations.ts";
import { TIMED_OUT, TROUBLES } from "./network.ts";
import { SIGNALS, STEPS } from "./orders.ts";
import { kills } from "./plan.ts";
import type { Subject } from "./subject.ts";
import { SUBJECTS } from "./subjects.ts";
import { countMet, failureText, trySeeds } from "./try-seeds.ts";

const seedsUpTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

function subjectOf(name: string): Subject {
  const subject = SUBJECTS.find((one) => one.name === name);
  if (subject === undefined) throw new Error(`There is no subject "${name}".`);
  return subject;
}

// The archive is tried by `pnpm crash`, and killed at any byte by archive.test.ts.
describe.each(SUBJECTS.filter(({ isOnDisk }) => !isOnDisk))("$name", (subject) => {
  it("has every record once and in order, whatever the process and the network go through", async () => {
    const trials = await trySeeds(seedsUpTo(25), { subject, parallel: 2 });
    expect(trials.filter(({ problems }) => problems.length > 0).map(failureText)).toEqual([]);
    // Whoever never came by a step has not shown anything about it.
    const blows = SIGNALS.flatMap((signal) => STEPS.map((step) => `${signal} ${step}`));
    expect([...countMet(trials).keys()]).toEqual([...blows, ...TROUBLES, TIMED_OUT].toSorted());
  }, 600_000);
});

describe("the harness itself", () => {
  it.each(MUTATIONS)(
    "turns red when this is taken out of the engine: $name",
    async ({ sink, shows, replacements }) => {
      const trials = await trySeeds(seedsUpTo(24).filter(kills), {
        subject: subjectOf(sink),
        mutation: replacements,
        parallel: 2,
        onTrial: ({ problems }) => problems.length > 0,
      });
      expect(trials.flatMap(({ problems }) => problems)[0]).toContain(shows);
    },
    300_000,
  );

  it("ends with a failure when what it takes out does not stand there any more", async () => {
    const mutation = [{ file: "packages/engine/src/load.ts", find: "as it never was", put: "" }];
    const [trial] = await trySeeds([1], { subject: subjectOf("json"), mutation, parallel: 1 });
    expect(trial?.problems[0]).toContain("does not stand in");
  });
});
