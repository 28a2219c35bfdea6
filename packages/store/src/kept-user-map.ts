import { ConfigError } from "@chat-etl/sdk";
import type { Database } from "./database.ts";

/** A source's id for somebody → the id of the user he is in the target already. */
export type UserMap = ReadonlyMap<string, string>;

/** Its key in the table `meta`. */
export const USER_MAP = "user-map";

/**
 * The map of users that a workspace's records were staged with. One that is given now is kept if nothing is staged yet.
 *
 * @throws ConfigError when records were staged with another one, or with none
 */
export function keepUserMap(db: Database, folder: string, given: UserMap | undefined): UserMap {
  const row = db.get("SELECT value FROM meta WHERE key = ?", USER_MAP);
  const kept = row && String(row.value);
  if (given === undefined) return new Map(kept === undefined ? [] : JSON.parse(kept));
  const text = JSON.stringify([...given].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (text === kept) return given;
  if (db.count("SELECT EXISTS (SELECT 1 FROM record)") > 0) throw staged(folder, kept !== undefined);
  db.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", USER_MAP, text);
  return given;
}

function staged(folder: string, hasOther: boolean): ConfigError {
  const how = hasOther ? "with another map of users" : "without a map of users";
  const go = hasOther ? "go on with the same one, or without naming any" : "go on without --map-users";
  return new ConfigError(
    `The workspace "${folder}" holds records that were read ${how}, so people have their ids already. Either ${go}, or read anew with --fresh.`,
  );
}
