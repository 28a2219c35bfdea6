import type { ChatRecord, Kind } from "@chat-etl/model";
import type { RejectFilter, WorkspaceReader } from "@chat-etl/store";

/** Something that was set aside with a reason. */
export interface Reject {
  readonly kind: Kind;
  /** Missing: it never became a record. */
  readonly id?: string;
  /** In which pass it was rejected; missing: by the main load, or while it was read. */
  readonly pass?: string;
  readonly code: string;
  readonly message: string;
  /** Where it was read, for people. */
  readonly origin: string;
  /** As it is staged. */
  readonly record?: ChatRecord;
  /** Of a record: another one when the source has given it otherwise. */
  readonly mark?: string;
}

/** The rejects of one code. */
export interface RejectGroup {
  readonly code: string;
  /** That of one of them. */
  readonly message: string;
  readonly count: number;
  readonly first: readonly Reject[];
}

/** So many of each code are shown without being asked for. */
const FIRST = 3;

/** All rejects of a target, one by one: records first, then the values that never became one. */
export async function* rejectsOf(
  { quarantine }: Pick<WorkspaceReader, "quarantine">,
  target: string,
  filter: RejectFilter = {},
): AsyncGenerator<Reject, void> {
  for await (const page of quarantine.records(target, filter)) yield* page;
  for await (const page of quarantine.refusals(filter)) {
    for (const { reason, ...place } of page) yield { ...place, ...reason };
  }
}

/** The rejects of a target by code, the most frequent first, with the first few of each. */
export async function groupRejects(
  workspace: WorkspaceReader,
  target: string,
  filter: RejectFilter = {},
): Promise<readonly RejectGroup[]> {
  const counts = new Map<string, { message: string; count: number }>();
  for (const { code, kind, message, count } of await workspace.tallies.rejects(target)) {
    if (code !== (filter.code ?? code) || kind !== (filter.kind ?? kind)) continue;
    const known = counts.get(code);
    counts.set(code, { message: known?.message ?? message, count: (known?.count ?? 0) + count });
  }
  const groups = [...counts].map(async ([code, group]) => ({
    code,
    ...group,
    first: await firstOf(rejectsOf(workspace, target, { ...filter, code })),
  }));
  return (await Promise.all(groups)).sort((a, b) => b.count - a.count);
}

async function firstOf(rejects: AsyncIterable<Reject>): Promise<readonly Reject[]> {
  const first: Reject[] = [];
  for await (const { record: _, mark: __, ...reject } of rejects) {
    first.push(reject);
    if (first.length === FIRST) break;
  }
  return first;
}
