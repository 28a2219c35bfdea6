import { carriedBy } from "@chat-etl/engine";
import { type ChatRecord, KINDS, type Kind } from "@chat-etl/model";
import type { Encoded, Loss } from "@chat-etl/sdk";
import { always, must, type SinkCheck, type SinkSubject } from "../check.ts";
import { HAZARDS, isPolluted } from "../shared/hazards.ts";
import { configOf, mustKeepSecret } from "../shared/options.ts";
import { deepFreeze, withoutOutside } from "../shared/pure.ts";
import { encoded } from "./open.ts";
import { hostileRecords, hostileWorld, smallWorld, WORDS } from "./world.ts";

/** Ids that are easily taken for one another. */
const LOOKALIKES = [
  ...["Ann", "ann", "ANN", "a b", "a-b", "a_b", "a.b", "a/b", "a%2Fb", "7", "07", "7.0", " 7", "é", "e\u0301", "ann "],
  ...["x".repeat(300), `${"x".repeat(300)}y`, "__proto__", "constructor", "ａｎｎ", "😀", "😁", "-", "--"],
];

/** Records become wires, purely; whatever they hold. */
export const ENCODE_CHECKS: readonly SinkCheck[] = [
  {
    name: "has a name for the account it writes, the same every time, without a secret",
    applies: always,
    async run(subject) {
      const { definition, fixture } = subject;
      const [one, other] = [0, 1].map(() => definition.identity(definition.config.parse(fixture.config)));
      must(one === other && one !== "", `Its identity is "${one}", and then "${other}".`);
      mustKeepSecret(subject, "its identity", one ?? "");
    },
  },
  {
    name: "declares limits that can be kept",
    applies: always,
    async run({ definition, fixture }) {
      const { batch, quota, dedupes } = definition.capabilities;
      for (const kind of KINDS)
        must(Number.isInteger(batch[kind].max) && batch[kind].max > 0, `A batch of kind "${kind}" holds nothing.`);
      for (const kind of dedupes) must(KINDS.includes(kind), `"${kind}" is no kind.`);
      const { requests, perMs, burst = 0, share = 1 } = quota(definition.config.parse(fixture.config));
      must(requests > 0 && perMs > 0 && Number.isFinite(perMs), `${requests} requests in ${perMs} ms are no quota.`);
      must(burst >= 0 && share > 0 && share <= 1, `A burst of ${burst} and a share of ${share} are no quota.`);
    },
  },
  {
    name: "encodes the same record to the same values",
    applies: always,
    run: async (subject) =>
      eachEncoding(subject, smallWorld(), (encode, { kind }) => {
        const [one, other] = [JSON.stringify(encode()), JSON.stringify(encode())];
        must(one === other, `A ${kind} became something else when it was encoded again.`);
      }),
  },
  {
    name: "encodes without changing its input",
    applies: always,
    run: async (subject) =>
      eachEncoding(subject, deepFreeze(smallWorld()), (encode, { kind }) => {
        const made = attempt(encode);
        must(!("error" in made), `Encoding changes a ${kind}: ${"error" in made ? String(made.error) : ""}`);
      }),
  },
  {
    name: "encodes without clock, chance and network",
    applies: always,
    run: async (subject) => eachEncoding(subject, smallWorld(), (encode) => withoutOutside(encode)),
  },
  {
    name: "keeps ids apart, and makes the same of the same id",
    applies: ({ targetId }) => targetId !== undefined,
    async run({ definition: { targetId = {} } }) {
      for (const kind of KINDS) {
        const fit = targetId[kind];
        if (fit === undefined) continue;
        const made = LOOKALIKES.map(fit);
        for (const [index, id] of made.entries()) {
          const first = made.indexOf(id);
          must(first === index, `The ${kind} ids "${LOOKALIKES[first]}" and "${LOOKALIKES[index]}" become one.`);
        }
        must(LOOKALIKES.map(fit).join("\n") === made.join("\n"), `A ${kind} id becomes another one the second time.`);
      }
    },
  },
  {
    name: "declares every loss that it tells, with the same sentence",
    applies: ({ losses }) => losses !== undefined,
    async run(subject) {
      const declared = new Map(Object.entries(subject.definition.losses ?? {}));
      for (const [code, sentence] of declared) mustBeReason(code, sentence);
      const hostile = hostileWorld(HAZARDS);
      const met = [smallWorld(), hostile].flatMap((world) =>
        world.flatMap((record) => lossesOf(subject, world, record)),
      );
      for (const { code, detail } of met)
        must(declared.get(code) === detail, `The loss "${code}" is not declared, or with another sentence.`);
      const uses = carriedBy(subject.definition, configOf(subject)).flatMap(({ uses }) => uses);
      for (const code of uses.flatMap(({ losses }) => losses))
        must(declared.has(code), `The loss "${code}" is not declared.`);
    },
  },
  ...HAZARDS.map(
    (hazard): SinkCheck => ({
      name: `encodes a record that holds ${hazard.name}`,
      applies: always,
      async run(subject) {
        const world = hostileWorld([hazard]);
        for (const [kind, record] of Object.entries(hostileRecords(hazard)))
          mustBeTold(subject, kind, { world: deepFreeze(world), record });
        must(!isPolluted(), "Encoding wrote to what all objects share.");
      },
    }),
  ),
];

/** Values that can be written as JSON, or a reason without anybody's words. */
function mustBeTold(
  subject: SinkSubject,
  kind: string,
  { world, record }: { readonly world: readonly ChatRecord[]; readonly record: ChatRecord },
): void {
  const made = attempt(() => encoded(subject, world, record));
  must(!("error" in made), `Encoding such a ${kind} fails: ${"error" in made ? String(made.error) : ""}`);
  if ("reject" in made) mustBeReason(made.reject.code, made.reject.message);
  else {
    must(
      made.send.every((wire) => JSON.stringify(wire) !== undefined),
      `Such a ${kind} became no JSON.`,
    );
    for (const { code, detail } of made.losses ?? []) mustBeReason(code, detail);
  }
}

function lossesOf(subject: SinkSubject, world: readonly ChatRecord[], record: ChatRecord): readonly Loss[] {
  const made = encoded(subject, world, record);
  return "reject" in made ? [] : (made.losses ?? []);
}

function mustBeReason(code: string, message: string): void {
  must(/^[\w.-]+$/.test(code), `The code "${code}" cannot be grouped by: use letters, digits and hyphens.`);
  must(/^\S.*[.!?]$/s.test(message), `What is said for "${code}" is no sentence.`);
  must(!message.includes(WORDS) && message.length < 1_000, `What is said for "${code}" repeats somebody's words.`);
}

function attempt(encode: () => Encoded<unknown>): Encoded<unknown> | { readonly error: unknown } {
  try {
    return encode();
  } catch (error) {
    return { error };
  }
}

function eachEncoding(
  subject: SinkSubject,
  world: readonly ChatRecord[],
  look: (encode: () => Encoded<unknown>, record: { readonly kind: Kind }) => unknown,
): void {
  for (const record of world) look(() => encoded(subject, world, record), record);
}
