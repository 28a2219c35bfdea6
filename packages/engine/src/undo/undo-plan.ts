import { KINDS, type Kind } from "@chat-etl/model";
import { type AnySink, ConfigError } from "@chat-etl/sdk";
import type { Workspace } from "@chat-etl/store";
import { countLeft } from "./undo-counts.ts";

/** What an undo would do, before anything is touched. */
export interface UndoPlan {
  readonly target: string;
  /** Records that this workspace brought to the target. */
  readonly brought: Readonly<Record<Kind, number>>;
  /** Records that were there when they were sent: they stay. */
  readonly duplicates: Readonly<Record<Kind, number>>;
  /** Records that were in the air when a run ended. */
  readonly inDoubt: number;
  /** What cannot be removed or taken back, in sentences. */
  readonly stays: readonly string[];
}

export interface UndoPlanOptions {
  readonly definition: AnySink;
  readonly workspace: Workspace;
  /** Name of the target in the ledger. */
  readonly target: string;
}

/** @throws ConfigError when the sink can remove nothing, or the workspace never loaded into this target */
export async function planUndo({ definition, workspace, target }: UndoPlanOptions): Promise<UndoPlan> {
  const { removal: spec, name } = definition;
  if (spec === undefined) {
    throw new ConfigError(`Nothing can be removed from "${name}" again. If it wrote files, delete their folder.`);
  }
  if ((await workspace.tallies.requests(target)) === 0) {
    const other = await workspace.tallies.lastTarget();
    const known = other === undefined || other === target ? "It never loaded anything." : `It loaded into "${other}".`;
    throw new ConfigError(
      `The workspace "${workspace.folder}" brought nothing to "${target}". ${known} Check the options of the sink, or name the workspace of that load with --workspace.`,
    );
  }
  const { removal } = workspace.removal(target, spec.quotaClass);
  const duplicates: Record<Kind, number> = { user: 0, conversation: 0, membership: 0, message: 0 };
  for (const kind of KINDS) duplicates[kind] = await removal.duplicates(kind);
  return { target, brought: await countLeft(removal), duplicates, inDoubt: await removal.inDoubt(), stays: spec.stays };
}
