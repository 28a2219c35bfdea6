import { ConfigError } from "@chat-etl/sdk";

/** A row of a map of users. */
export interface UserRow {
  /** As a spreadsheet counts: the first row of people is 2. */
  readonly number: number;
  readonly sourceId: string;
  /** Empty: the user is new in the target. */
  readonly targetId: string;
  /** How the two were found to be one. Only two words matter: an open `conflict`, and `merge`, said by the operator. */
  readonly how: string;
}

/**
 * Makes a map of rows: the source's id → the target's, of those who are in the target.
 *
 * @throws ConfigError that names the rows: a conflict is open, somebody stands there twice, or two would become one
 */
export function checkRows(rows: readonly UserRow[], path: string): ReadonlyMap<string, string> {
  const bySource = new Map<string, UserRow>();
  const byTarget = new Map<string, UserRow>();
  for (const row of rows) {
    const { number, sourceId, targetId, how } = row;
    const twin = bySource.get(sourceId);
    if (twin)
      throw problem(
        path,
        `Rows ${twin.number} and ${number} are both about the user "${sourceId}" of the source. Keep one.`,
      );
    bySource.set(sourceId, row);
    if (targetId === "" && how === "conflict")
      throw problem(
        path,
        `Row ${number} leaves open who "${sourceId}" is in the target. Fill in target_id, or set how to none: then the user is made.`,
      );
    if (targetId === "") continue;
    const other = byTarget.get(targetId);
    if (other && !(how === "merge" && other.how === "merge")) throw twoInOne(path, [other, row], targetId);
    byTarget.set(targetId, row);
  }
  for (const [targetId, row] of byTarget) {
    const namesake = bySource.get(targetId);
    if (namesake?.targetId === "") throw twoInOne(path, [row, namesake], targetId);
  }
  return new Map(rows.flatMap(({ sourceId, targetId }) => (targetId === "" ? [] : [[sourceId, targetId] as const])));
}

function twoInOne(path: string, [one, other]: readonly [UserRow, UserRow], targetId: string): ConfigError {
  return problem(
    path,
    `Rows ${one.number} and ${other.number} make "${one.sourceId}" and "${other.sourceId}" of the source one user, "${targetId}". If they are one person, give both that target_id and set how to merge in both rows; else give one of them another target_id.`,
  );
}

function problem(path: string, what: string): ConfigError {
  return new ConfigError(`"${path}" cannot be used. ${what}`);
}
