import { AnyRecord } from "@chat-etl/model";
import type { Extracted } from "@chat-etl/sdk";
import { always, must, type SourceCheck, type SourceSubject } from "../check.ts";
import { keepLog } from "../shared/keep-log.ts";
import { mustKeepSecret, secretOptions } from "../shared/options.ts";
import { deepFreeze, withoutOutside } from "../shared/pure.ts";
import { mustRefuseWrongSecrets } from "../shared/wrong-secret.ts";
import { becomes, normalizedWire } from "./becomes.ts";
import { known, knownPages } from "./known.ts";
import { streamsOf, withSource } from "./open.ts";

/** What the values are, where they come from, and that making records of them is pure. */
export const VALUE_CHECKS: readonly SourceCheck[] = [
  {
    name: "has a name for the account it reads, the same every time, without a secret",
    applies: always,
    async run(subject) {
      await withSource(subject, async () => {
        const names = [await identityOf(subject), await identityOf(subject)];
        must(names[0] === names[1] && names[0] !== "", `Its identity is "${names[0]}", and then "${names[1]}".`);
        mustKeepSecret(subject, "its identity", names[0] ?? "");
      });
    },
  },
  {
    name: "tells of every value where it was found",
    applies: always,
    async run(subject) {
      await eachValue(subject, (stream, { origin }) => {
        must(typeof origin === "string" && origin.trim() !== "", `A value of "${stream}" has no origin.`);
        mustKeepSecret(subject, `the origin of a value of "${stream}"`, origin);
      });
    },
  },
  {
    name: "makes records that the model takes",
    applies: always,
    async run(subject) {
      let count = 0;
      await eachValue(subject, (stream, one) => {
        for (const input of becomes(subject.definition, stream, one).inputs) {
          const { error } = AnyRecord.safeParse(input);
          const wrong = error?.issues.map(({ path, message }) => `"${path.join(".")}": ${message}`).join("; ");
          must(error === undefined, `The value at ${one.origin} became a ${input.kind} that is wrong: ${wrong}.`);
          count += 1;
        }
      });
      must(count > 0, "Nothing in the fixture became a record.");
    },
  },
  {
    name: "says why it leaves something out: a code, and a whole sentence",
    applies: always,
    async run(subject) {
      await eachValue(subject, (stream, one) => {
        for (const { code, message } of becomes(subject.definition, stream, one).reasons) {
          must(/^[\w.-]+$/.test(code), `The code "${code}" cannot be grouped by: use letters, digits and hyphens.`);
          must(/^\S.*[.!?]$/s.test(message), `The reason "${code}" at ${one.origin} is no sentence.`);
        }
      });
    },
  },
  {
    name: "normalizes the same value to the same records",
    applies: always,
    async run(subject) {
      await eachWire(subject, (normalize, origin) => {
        const [one, other] = [JSON.stringify(normalize()), JSON.stringify(normalize())];
        must(one === other, `The value at ${origin} became something else when it was normalized again.`);
      });
    },
  },
  {
    name: "normalizes without changing its input",
    applies: always,
    async run(subject) {
      await eachWire(subject, (normalize, origin, wire) => {
        deepFreeze(wire);
        const failure = failureIn(normalize);
        must(!(failure instanceof TypeError), `Normalizing changes the value at ${origin}: ${String(failure)}`);
      });
    },
  },
  {
    name: "normalizes without clock, chance and network",
    applies: always,
    run: async (subject) => await eachWire(subject, (normalize) => void withoutOutside(normalize)),
  },
  {
    name: "keeps its secrets out of the log",
    applies: (definition) => secretOptions(definition).length > 0,
    async run(subject) {
      const log = keepLog();
      await withSource(subject, async (source) => await source.inspect?.(), { log });
      mustKeepSecret(subject, "the log", [...log.lines, (await known(subject)).log].join("\n"));
    },
  },
  {
    name: "says that a secret is refused, and shows neither the wrong one nor the right one",
    applies: (definition) => secretOptions(definition).length > 0,
    async run(subject) {
      await mustRefuseWrongSecrets(subject, (opening) =>
        withSource(subject, async (source) => await source.check?.(), opening),
      );
    },
  },
];

async function identityOf({ definition, fixture }: SourceSubject): Promise<string> {
  return await definition.identity(definition.config.parse(fixture.config));
}

async function eachValue(subject: SourceSubject, look: (stream: string, one: Extracted) => void): Promise<void> {
  for (const stream of streamsOf(subject))
    for (const { values } of await knownPages(subject, stream))
      for (const one of values) look(stream, "unreadable" in one ? { value: undefined, ...one } : one);
}

/** Each value that fits its wire schema, and its `normalize`. */
async function eachWire(
  subject: SourceSubject,
  look: (normalize: () => unknown, origin: string, wire: unknown) => void,
): Promise<void> {
  await eachValue(subject, (stream, { value, origin }) => {
    const spec = subject.definition.streams[stream];
    const wire = spec?.wire.safeParse(value);
    if (spec && wire?.success) look(() => normalizedWire(() => spec.normalize(wire.data)), origin, wire.data);
  });
}

function failureIn(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
