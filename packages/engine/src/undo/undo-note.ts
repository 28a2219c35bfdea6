import { ConfigError } from "@chat-etl/sdk";
import type { Workspace } from "@chat-etl/store";
import type { RunOptions } from "../run.ts";

/** The name under which a workspace remembers that it is being undone at a target. */
export function undoingNote(target: string): string {
  return `undoing ${target}`;
}

/** Whether an undo of a target was begun and has not come to its end. */
export async function isBeingUndone({ notes }: Pick<Workspace, "notes">, target: string): Promise<boolean> {
  return (await notes.get(undoingNote(target))) !== undefined;
}

/** @throws ConfigError when an undo was killed: of what was in the air then nobody knows whether the target still has it */
export async function mustNotBeUndone(
  { workspace, pipeline, call = pipeline.name }: Pick<RunOptions, "workspace" | "pipeline" | "call">,
  target: string,
): Promise<void> {
  if (!(await isBeingUndone(workspace, target))) return;
  throw new ConfigError(
    `An undo of "${target}" was begun in this workspace and did not come to its end. Run "etl undo ${call}" again first; it goes on where it was. To load into another target, name another workspace with --workspace.`,
  );
}
