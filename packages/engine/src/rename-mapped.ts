import { type ChatRecord, renameUsers } from "@chat-etl/model";
import { ConfigError } from "@chat-etl/sdk";
import type { UserMap } from "@chat-etl/store";

/**
 * Gives the people whom a map names the ids that they have in the target. Undefined: the map names nobody.
 *
 * @throws ConfigError (the function that is returned) somebody whom the map does not name has an id that it gives to
 * another one: the two would become one
 */
export function renameMapped(map: UserMap): ((record: ChatRecord) => ChatRecord) | undefined {
  if (map.size === 0) return undefined;
  const taken = new Set(map.values());
  const rename = (id: string) => {
    const given = map.get(id);
    if (given === undefined && taken.has(id)) throw twoInOne(id);
    return given ?? id;
  };
  return (record) => renameUsers(record, rename);
}

function twoInOne(id: string): ConfigError {
  return new ConfigError(
    `The source has a user "${id}" whom the map of users does not name, and the map gives that id to somebody else: the two would become one. Add a line for "${id}" to the map, with the id that this one shall have, and run again with --fresh.`,
  );
}
