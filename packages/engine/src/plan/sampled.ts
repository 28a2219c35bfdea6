import type { Group, Sample } from "@chat-etl/store";

/** Records with one reason, and some of them. */
export interface SampledGroup extends Group {
  /** At most 20. */
  readonly samples: readonly Sample[];
}

export async function sampled(
  groups: readonly Group[],
  samplesOf: (group: Group) => Promise<readonly Sample[]>,
): Promise<readonly SampledGroup[]> {
  return await Promise.all(groups.map(async (group) => ({ ...group, samples: await samplesOf(group) })));
}
