import type * as z from "zod";
import { always, type Check, must } from "../check.ts";
import type { Fixture } from "../fixture.ts";
import { mustKeepSecret, optionsOf, secretOptions } from "./options.ts";

interface Configured {
  readonly definition: { readonly name: string; readonly summary: string; readonly config: z.ZodType };
  readonly fixture: Fixture;
}

/** No option of any definition can be this. */
const NONSENSE = { nonsense: true };

/** What sources and sinks promise about their options alike. */
export const CONFIG_CHECKS: readonly Check<Configured>[] = [
  {
    name: "says what it is: a name, and one sentence for the list",
    applies: always,
    async run({ definition: { name, summary } }) {
      must(/^[a-z][a-z0-9-]*$/.test(name), `The name "${name}" must be lower case letters, digits and hyphens.`);
      must(/^\S.*\.$/.test(summary), `The summary "${summary}" must be a sentence, with a full stop.`);
    },
  },
  {
    name: "describes every option, and takes those of the fixture",
    applies: always,
    async run(subject) {
      for (const [name, option] of Object.entries(optionsOf(subject.definition)))
        must((option.meta()?.description ?? "") !== "", `Option "${name}" has no description.`);
      const { success } = subject.definition.config.safeParse(subject.fixture.config);
      must(success, "The definition does not take the fixture's config.");
    },
  },
  {
    name: "names a required option that is missing",
    applies: always,
    async run({ definition, fixture }) {
      for (const [name, option] of Object.entries(optionsOf(definition))) {
        const { [name]: _, ...others } = fixture.config;
        if (!option.safeParse(undefined).success) mustName(definition.config.safeParse(others), name, "is missing");
      }
    },
  },
  {
    name: "names an option whose value makes no sense",
    applies: always,
    async run({ definition, fixture }) {
      for (const name of Object.keys(optionsOf(definition)))
        mustName(definition.config.safeParse({ ...fixture.config, [name]: NONSENSE }), name, "is nonsense");
    },
  },
  {
    name: "refuses an option that it does not have",
    applies: always,
    async run({ definition, fixture }) {
      const { success } = definition.config.safeParse({ ...fixture.config, noSuchOption: "yes" });
      must(!success, "A mistyped option is passed over in silence: make the config a z.strictObject.");
    },
  },
  {
    name: "takes its secrets from the environment, and repeats none in a message",
    applies: (definition) => secretOptions(definition).length > 0,
    async run(subject) {
      const options = optionsOf(subject.definition);
      for (const name of secretOptions(subject.definition)) {
        must(options[name]?.meta()?.env !== undefined, `The secret option "${name}" has no environment variable.`);
        const broken = `${String(subject.fixture.config[name])}\n`.repeat(3_000);
        const { error } = subject.definition.config.safeParse({ ...subject.fixture.config, [name]: broken });
        mustKeepSecret(subject, "what the config says about it", error?.message ?? "");
      }
    },
  },
];

function mustName(result: z.ZodSafeParseResult<unknown>, name: string, how: string): void {
  must(!result.success, `Option "${name}" ${how}, and nobody says so.`);
  const named = result.error.issues.some(({ path, message }) => path[0] === name && message !== "");
  must(named, `Option "${name}" ${how}, and what is said does not name it.`);
}
