import type { Replacement } from "./orders.ts";

/** What must never be taken out of the engine, taken out: the harness has to notice each. */
export interface Mutation {
  readonly name: string;
  /** The subject at which it shows, and as what. */
  readonly sink: string;
  readonly shows: string;
  /** A seed at which it shows at once; others are tried behind it. */
  readonly seed: number;
  readonly replacements: readonly Replacement[];
}

const LOAD = "packages/engine/src/load/load.ts";
const DELIVER = "packages/engine/src/load/deliver.ts";

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "settle",
    sink: "json",
    shows: "doubled",
    seed: 7,
    replacements: [{ file: LOAD, find: "  await settleInDoubt(lane);\n  await applyKnownAge(lane);", put: "" }],
  },
  {
    name: "begin before send",
    sink: "json",
    shows: "doubled",
    seed: 1,
    replacements: [
      {
        file: DELIVER,
        find: "const request = await begun(flight).catch(",
        put: "const begin = () => begun(flight).catch(",
      },
      {
        file: DELIVER,
        find: '  lane.pace.answered();\n  if ("error" in answer) {',
        put: '  const request = await begin();\n  lane.pace.answered();\n  if ("error" in answer) {',
      },
    ],
  },
  {
    name: "reading back",
    sink: "talkjs",
    shows: "doubled",
    seed: 7,
    replacements: [
      {
        file: DELIVER,
        find: 'if (mayHaveLanded && (await settleByReading(flight, units))) return "settled";',
        put: "",
      },
    ],
  },
  {
    name: "order",
    sink: "cometchat",
    shows: "out of order",
    seed: 1,
    replacements: [
      // Whoever is free takes the next batch, as with the kinds that have no order.
      {
        file: LOAD,
        find: "shards.map((shard) => () => drain(lane, kind, batchesOf(lane, kind, shard))),",
        put: "[batchesOf(lane, kind, { index: 0, of: 1 })].flatMap((all) => shards.map(() => () => drain(lane, kind, all))),",
      },
    ],
  },
];
