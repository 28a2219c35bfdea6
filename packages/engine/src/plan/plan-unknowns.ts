import type { BatchInDoubt } from "@chat-etl/store";
import type { Plan, PlanOptions } from "./plan.ts";

/** What only a real load finds out, whatever the sink is, in whole sentences. */
export function unknownsOf(
  { pipeline, sinkConfig }: PlanOptions,
  { open, inDoubt }: Pick<Plan, "open"> & { readonly inDoubt: readonly BatchInDoubt[] },
): readonly string[] {
  const { ageLimit, dedupes } = pipeline.sink.capabilities;
  const isAgeUnknown = ageLimit?.(sinkConfig)?.maxAgeMs === "auto" && open.message > 0;
  const doubtful = inDoubt.filter(({ kind }) => !dedupes.includes(kind)).flatMap(({ records }) => records).length;
  return [
    "Requests that fail and are made again come on top, and so does what the target rejects although it looks right.",
    ...(isAgeUnknown
      ? [
          `Whether ${pipeline.sink.name} refuses old messages, and from which age on, is found out while loading: the plan counts all of them as taken, and a search for the age takes requests of its own.`,
        ]
      : []),
    ...(doubtful > 0
      ? [
          `${doubtful.toLocaleString("en-US")} records were on their way when an earlier run ended: what the target has of them is read back; the plan counts none of them as there.`,
        ]
      : []),
  ];
}
