import { parseArgs } from "node:util";
import { MUTATIONS } from "./mutations.ts";
import { SUBJECTS } from "./subjects.ts";
import { countMet, failureText, trySeeds } from "./try-seeds.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    seed: { type: "string" },
    sink: { type: "string" },
    parallel: { type: "string", default: "3" },
    /** Takes something out of the engine, to see the harness turn red. */
    mutation: { type: "string" },
    /** A process for every run of the command, not only for those after a killed one. */
    fresh: { type: "boolean", default: false },
    /** Seeds from this one on. */
    from: { type: "string", default: "1" },
  },
});
const seeds =
  values.seed === undefined
    ? Array.from({ length: Number(values.seeds) }, (_, n) => Number(values.from) + n)
    : [Number(values.seed)];
const subjects = SUBJECTS.filter(({ name }) => values.sink === undefined || values.sink === name);
const mutation = MUTATIONS.find(({ name }) => name === values.mutation);
if (subjects.length === 0 || (values.mutation !== undefined && mutation === undefined)) {
  process.stderr.write(
    `Sinks are ${SUBJECTS.map(({ name }) => name).join(", ")}; mutations ${MUTATIONS.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}

for (const subject of subjects) {
  const began = Date.now();
  const trials = await trySeeds(seeds, {
    subject,
    mutation: mutation?.replacements ?? [],
    parallel: Number(values.parallel),
    isFresh: values.fresh,
    onTrial: (trial) => {
      if (trial.problems.length > 0) say(failureText(trial));
      return undefined;
    },
  });
  const failed = trials.filter(({ problems }) => problems.length > 0).length;
  say(`${subject.name}: ${trials.length} seeds, ${failed} failed, ${Math.round((Date.now() - began) / 1000)} s. Met:`);
  for (const [what, count] of countMet(trials)) say(`  ${String(count).padStart(5)}  ${what}`);
  if (failed > 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
