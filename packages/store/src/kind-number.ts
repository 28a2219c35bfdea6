import { KINDS, type Kind } from "@chat-etl/model";

/** A kind as the tables keep it: its place in load order. */
export function numberOf(kind: Kind): number {
  return KINDS.indexOf(kind);
}

/** @throws if the tables hold a number that is no kind */
export function kindOf(number: number): Kind {
  const kind = KINDS[number];
  if (kind === undefined) throw new Error(`The workspace names kind ${number}, which does not exist.`);
  return kind;
}
