import { posix } from "node:path";
import { ConfigError } from "@chat-etl/sdk";

/** One of these makes a folder the root of an export. Sheet, section 1. */
const MAKES_ROOT = /(?:^|\/)(?:users|org_users|channels|groups|mpims|dms)\.json$/;

const NEEDED = '"users.json", "org_users.json" or "channels.json"';

/** An archive of slackdump: not an export, but it can make one. */
const SLACKDUMP = /(?:\.sqlite3?|\.db|(?:^|\/)[A-Za-z_]+\w*\.json\.gz|(?:^|\/)[CDG][A-Z0-9]{8,}\.json)$/;

/** The text variant of an export of one person's conversations. Sheet, section 1. */
const TEXTS = /(?:^|\/)(?:channels|dms|files)\/.*\.txt$/;

/**
 * The folder of an archive that its index files stand in, the shallowest if there are several: `""`, or with a slash at
 * its end. Of an Enterprise Grid export it is the one that holds `teams/`.
 *
 * @param all with the names that are not looked at: they may lead out of the archive. For the message. Default: `names`
 * @throws ConfigError it is no Slack export, or there are two
 */
export function findRoot(path: string, names: readonly string[], all = names): string {
  const folders = new Set(names.filter((name) => MAKES_ROOT.test(name)).map(folderOf));
  const depth = Math.min(...[...folders].map(depthOf));
  const [root, ...others] = [...folders].filter((folder) => depthOf(folder) === depth).sort();
  if (root === undefined) throw notAnExport(path, names, all);
  const grids = new Set([root, ...others].map((folder) => /^((?:.*\/)?)teams\/[^/]+\/$/.exec(folder)?.[1]));
  const [grid] = grids;
  if (grid !== undefined && grids.size === 1) return grid;
  if (others.length === 0) return root;
  const found = [root, ...others].map((folder) => `"${folder}"`).join(", ");
  throw new ConfigError(`"${path}" holds several Slack exports: ${found}. Give the path of one of them.`);
}

function notAnExport(path: string, names: readonly string[], all: readonly string[]): ConfigError {
  if (names.some((name) => TEXTS.test(name)))
    return new ConfigError(
      `"${path}" is a Slack export as text files, which tell neither ids nor exact times. Export again and choose JSON.`,
    );
  if (names.some((name) => SLACKDUMP.test(name)))
    return new ConfigError(
      `"${path}" is an archive or a dump of slackdump, no Slack export: it has no ${NEEDED}. Make one of it with "slackdump convert -f export".`,
    );
  const inner = all.length === 1 && all[0]?.toLowerCase().endsWith(".zip") ? all[0] : undefined;
  if (inner !== undefined)
    return new ConfigError(
      `"${path}" is no Slack export: it holds another zip archive, ${JSON.stringify(inner)}. Unpack it, and give that one.`,
    );
  const [first] = all;
  const seen = first === undefined ? "It is empty" : `Its first file is ${JSON.stringify(first)}`;
  return new ConfigError(
    `"${path}" is no Slack export: no folder in it has ${NEEDED}. ${seen}. Give the zip archive that Slack made, or the folder it was unpacked into.`,
  );
}

function folderOf(name: string): string {
  const folder = posix.dirname(name);
  return folder === "." ? "" : `${folder}/`;
}

function depthOf(folder: string): number {
  return folder.split("/").length;
}
