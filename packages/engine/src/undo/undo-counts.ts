import { KINDS, type Kind } from "@chat-etl/model";
import type { Brought, RemovalLane, RemovedCounts } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { Undone } from "./undo-record.ts";

/** Records that stay, for one reason. */
export interface KeptGroup {
  readonly kind: Kind;
  readonly code: string;
  readonly message: string;
  readonly count: number;
  /** One of them, where one was looked at. */
  readonly sample?: string | undefined;
}

/** How many records of each kind this workspace brought to a target that are still there. */
export async function countLeft(removal: RemovalLane["removal"]): Promise<RemovedCounts> {
  const counts = { user: 0, conversation: 0, membership: 0, message: 0 };
  for (const kind of KINDS) counts[kind] = await removal.count(kind);
  return counts;
}

/** What became of the records, counted and told. */
export class UndoTally {
  readonly removed: Record<Kind, number> = { user: 0, conversation: 0, membership: 0, message: 0 };
  readonly #kept = new Map<string, KeptGroup>();
  readonly #onEvent: OnEvent;
  #seen = 0;
  #total = 0;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  start(kind: Kind, total: number): void {
    this.#seen = 0;
    this.#total = total;
    this.#tell(kind);
  }

  add({ record }: Brought, undone: Undone): void {
    this.#seen += 1;
    if ("kept" in undone) {
      const { code, message } = undone.kept;
      const key = `${record.kind} ${code}`;
      const sample = record.kind === "membership" ? `${record.conversationId}/${record.userId}` : record.id;
      const known = this.#kept.get(key) ?? { kind: record.kind, code, message, count: 0, sample };
      this.#kept.set(key, { ...known, count: known.count + 1 });
    } else for (const kind of KINDS) this.removed[kind] += undone.counts[kind];
    this.#tell(record.kind);
  }

  /** Why the records that are left are left; those that nobody looked at included. */
  kept(left: RemovedCounts, order: readonly Kind[]): readonly KeptGroup[] {
    const groups = [...this.#kept.values()].sort((one, other) => other.count - one.count);
    const rest = KINDS.flatMap((kind): readonly KeptGroup[] => {
      const known = groups.filter((group) => group.kind === kind).reduce((sum, { count }) => sum + count, 0);
      const count = left[kind] - known;
      return count > 0 ? [{ kind, ...(order.includes(kind) ? WITH_CONVERSATION : NO_WAY), count }] : [];
    });
    return [...groups, ...rest];
  }

  #tell(kind: Kind): void {
    const [settled, total] = [this.#seen, this.#total];
    this.#onEvent({ event: "settled", kind, pass: `undo ${kind}`, settled, total, sent: settled });
  }
}

const WITH_CONVERSATION = {
  code: "with-conversation",
  message: "It belongs to a conversation of this load that stays.",
};
const NO_WAY = { code: "no-way", message: "The target has no way to remove it by itself." };
