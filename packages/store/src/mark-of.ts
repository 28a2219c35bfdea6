import { hash } from "node:crypto";
import { PASSING } from "./completed.ts";
import type { Row } from "./database.ts";

/**
 * A mark of what the source gave last of a record: another one as soon as a reading has brought the record otherwise,
 * the same one whatever the operator puts right in it. What changes whenever people write does not count.
 *
 * @param row has the record's columns `json` and `given`
 */
export function markOf({ json, given }: Row): string {
  const fields = Object.entries(JSON.parse(String(given ?? json))).filter(([name]) => !PASSING.has(name));
  const sorted = fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(sorted)).slice(0, 16);
}
