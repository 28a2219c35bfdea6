import { type ChatRecord, renameUsers } from "@chat-etl/model";
import { type AnySink, ConfigError } from "@chat-etl/sdk";
import type { UserMap } from "@chat-etl/store";

/**
 * The map as a sink can use it, which makes ids fit the target. Whom the source's own id leads to keeps it: it is made
 * fit again, and so would the result be.
 *
 * @throws ConfigError an id of the target would be written otherwise, so that it would be somebody else's
 */
export function fitMap(map: UserMap, { name, targetId }: Pick<AnySink, "name" | "targetId">): UserMap {
  const { user: fit } = targetId ?? {};
  if (fit === undefined) return map;
  return new Map([...map].map(([id, given]) => [id, fittingId(id, given, { name, fit })]));
}

function fittingId(
  id: string,
  given: string,
  { name, fit }: { readonly name: string; readonly fit: (id: string) => string },
): string {
  if (fit(given) === given) return given;
  if (fit(id) === given) return id;
  throw new ConfigError(
    `The map of users says that "${id}" of the source is "${given}" of the target, and ${name} would be given "${fit(given)}" for that id: somebody else. Leave target_id of "${id}" empty in the map, so that the user is made.`,
  );
}

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
