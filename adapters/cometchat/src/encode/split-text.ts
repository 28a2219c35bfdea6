import { jsonBytes } from "./json.ts";

/**
 * A mention, which must stay whole, as must what was typed like one and is broken by invisible spaces; else one
 * character. Typed text never holds a mention's token.
 */
const ATOM = /<@uid:[a-z0-9_-]+>|<\u200b+@(?:uid|all):|./isu;

/** Room for text in the first message and in each further one, as UTF-8 JSON without the quotes. */
export interface Room {
  readonly first: number;
  readonly rest: number;
}

/** The text in pieces that fit: cut behind white space where there is some, never inside a character or a mention. */
export function splitText(text: string, room: Room): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = cutPoint(text, at, pieces.length === 0 ? room.first : room.rest);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** Size inside a JSON string. */
export function textBytes(text: string): number {
  return jsonBytes(text) - 2;
}

/** A cut behind white space is taken only when it lies in the second half: else pieces would become crumbs. */
function cutPoint(text: string, from: number, room: number): number {
  // No character takes more bytes than `\u0000` does, so a short rest needs no counting.
  if ((text.length - from) * 6 <= room) return text.length;
  let used = 0;
  let space = from;
  const atoms = new RegExp(ATOM, "gisu");
  atoms.lastIndex = from;
  for (let atom = atoms.exec(text); atom !== null; atom = atoms.exec(text)) {
    used += textBytes(atom[0]);
    if (used > room) return space - from > (atom.index - from) / 2 ? space : Math.max(atom.index, from + 1);
    if (atom[0].trim() === "") space = atoms.lastIndex;
  }
  return text.length;
}
