/**
 * Under which keys of the table `meta` stand the messages of a lane that were released when later ones of their
 * conversation had landed: the prefix of each, which a record's number follows, and what lies behind all of them.
 */
export function lateKeys(lane: number): readonly [prefix: string, behind: string] {
  return [`late:${lane}:`, `late:${lane};`];
}
