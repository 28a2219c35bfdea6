import { statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { ConfigError } from "@chat-etl/sdk";

/**
 * Copies must not lie in a folder that the source reads: the next reading would take them for a part of it.
 *
 * @param sourceConfig its options; one that names a folder may be read
 * @throws ConfigError
 */
export function mustLieOutside(folder: string, sourceConfig: unknown): void {
  const values: readonly unknown[] = sourceConfig instanceof Object ? Object.values(sourceConfig) : [];
  for (const value of values) {
    if (typeof value !== "string" || !isFolder(value)) continue;
    const inside = relative(resolve(value), resolve(folder));
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) continue;
    throw new ConfigError(`"${folder}" lies in "${value}", which the source reads. Give another --attachments.folder.`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
