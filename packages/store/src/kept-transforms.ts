import { ConfigError } from "@chat-etl/sdk";
import type { Database } from "./database.ts";

/** The transforms of a pipeline, as a workspace remembers them. */
export interface TransformList {
  /** In their order. */
  readonly names: readonly string[];
  /** Of names and options: another list has another one. */
  readonly digest: string;
}

/** Its key in the table `meta`. Missing: none. */
const TRANSFORMS = "transforms";

const IS_READ = "SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM stream)";

/**
 * Keeps a workspace to the transforms that its records were read with.
 *
 * @throws ConfigError when they were read with others, or with none
 */
export function keepTransforms(db: Database, folder: string, given: TransformList): void {
  const row = db.get("SELECT value FROM meta WHERE key = ?", TRANSFORMS);
  const kept: TransformList | undefined = row && JSON.parse(String(row.value));
  if (kept === undefined ? given.names.length === 0 : kept.digest === given.digest) return;
  if (db.count(IS_READ) > 0) throw otherTransforms(folder, kept?.names ?? [], given.names);
  if (given.names.length === 0) db.run("DELETE FROM meta WHERE key = ?", TRANSFORMS);
  else db.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", TRANSFORMS, JSON.stringify(given));
}

function otherTransforms(folder: string, kept: readonly string[], given: readonly string[]): ConfigError {
  const isSame = listed(kept) === listed(given);
  const how = isSame ? "with the same transforms, but other options of theirs" : `with ${listed(kept)}`;
  const now = isSame ? "" : `, and this run has ${listed(given)}`;
  return new ConfigError(
    `The workspace "${folder}" holds records that were read ${how}${now}. Go on with those it began with, or read anew with --fresh.`,
  );
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no transforms" : `the transforms ${names.join(", ")}`;
}
