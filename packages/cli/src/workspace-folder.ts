import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, shellWord } from "@chat-etl/sdk";
import { isWorkspace } from "@chat-etl/store";
import { ROOT } from "./workspace-name.ts";

/** The option that names a workspace to look at. */
export const WORKSPACE_OPTION = {
  type: "string",
  requiresArg: true,
  describe: "The workspace's folder. Default: of those below .etl the one that was worked on last; it is named.",
} as const;

/**
 * The workspace that was worked on last, for commands that only look. Where there are others, which one it is and how to
 * see another is told.
 *
 * @param root the folder that workspaces stand in
 * @param tell default: on stderr, for stdout may be JSON
 * @throws ConfigError if there is none
 */
export function latestWorkspace(root = ROOT, tell = (text: string): unknown => process.stderr.write(text)): string {
  const found = existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [];
  const [latest, ...others] = found
    .filter(isWorkspace)
    .map((folder) => ({ folder, at: lastWorkedOn(folder) }))
    .sort((a, b) => b.at - a.at)
    .map(({ folder }) => folder);
  if (latest === undefined) throw new ConfigError(`There is no workspace in "${root}". Name one with --workspace.`);
  if (others.length > 0) tell(choiceText(latest, others));
  return latest;
}

/** In milliseconds. To look at a workspace leaves these files as they are, but for a write-ahead log without anything in it. */
function lastWorkedOn(folder: string): number {
  const times = ["workspace.sqlite", "workspace.sqlite-wal", "log.jsonl"].map((name) => {
    const file = statSync(join(folder, name), { throwIfNoEntry: false });
    return file === undefined || file.size === 0 ? 0 : file.mtimeMs;
  });
  return Math.max(...times);
}

function choiceText(latest: string, others: readonly string[]): string {
  const rest = others.map((folder) => `  --workspace ${shellWord(folder)}\n`).join("");
  return `There are several workspaces. This is "${latest}", which was worked on last; for another, add:\n${rest}\n`;
}
