import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";

/** The option that names a workspace to look at. */
export const WORKSPACE_OPTION = {
  type: "string",
  requiresArg: true,
  describe: "The workspace's folder. Default: the only one below .etl.",
} as const;

/** The one workspace below `.etl`. @throws ConfigError if there is none or more than one */
export function onlyWorkspace(): string {
  const found = existsSync(".etl") ? readdirSync(".etl").map((name) => join(".etl", name)) : [];
  const [only, ...others] = found.filter((folder) => existsSync(join(folder, "workspace.sqlite")));
  if (only === undefined) throw new ConfigError(`There is no workspace in ".etl". Name one with --workspace.`);
  if (others.length > 0)
    throw new ConfigError(`There are several workspaces; name one with --workspace: ${[only, ...others].join(", ")}.`);
  return only;
}
