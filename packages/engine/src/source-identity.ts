import { ConfigError, type Pipeline } from "@chat-etl/sdk";
import type { Workspace } from "@chat-etl/store";

/**
 * The identity of the source whose records a workspace holds, as the run kept it: the source itself is not asked.
 *
 * @throws ConfigError when they are of another source than the pipeline's
 */
export async function sourceIdentity(workspace: Workspace, { source, name }: Pipeline): Promise<string> {
  const kept = await workspace.source();
  const end = kept?.lastIndexOf(` (${source.name}`) ?? -1;
  if (kept !== undefined && end >= 0) return kept.slice(0, end);
  throw new ConfigError(
    `The workspace "${workspace.folder}" holds records of "${kept ?? "nothing"}", and "${name}" reads from "${source.name}". Name the pipeline that loaded it, or another workspace with --workspace.`,
  );
}
