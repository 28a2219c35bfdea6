import type { Entity } from "@chat-etl/model";

interface MarkedText {
  readonly text: string;
  readonly entities: Entity[];
}

interface Tools {
  /** With the flag `g`. */
  readonly pattern: RegExp;
  /** What stands in the place of what matches. */
  readonly stand: string;
}

/** A piece that is replaced: where it stood, and where its replacement stands. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Replaces what matches, but nothing by nothing. A character of which half is left is none any more. */
export function replaceMatches(text: string, { pattern, stand }: Tools): string {
  const replaced = text.replace(pattern, (match) => (match === "" ? "" : stand));
  return replaced === text ? text : replaced.toWellFormed();
}

/**
 * Replaces what matches in a text, and moves the marks. What is marked inside the piece alone loses its mark; what
 * crosses its edge is cut there. A link that leads to what matches is none any more. The very same list if it stays.
 */
export function redactText({ text, entities }: MarkedText, tools: Tools): MarkedText {
  const pieces = piecesOf(text, tools);
  const kept = entities.filter((entity) => entity.type !== "link" || replaceMatches(entity.url, tools) === entity.url);
  if (pieces.length === 0) return { text, entities: kept.length === entities.length ? entities : kept };
  return { text: replaceMatches(text, tools), entities: kept.flatMap((entity) => moved(entity, pieces)) };
}

function piecesOf(text: string, { pattern, stand }: Tools): readonly Piece[] {
  const pieces: Piece[] = [];
  let shift = 0;
  for (const { 0: match, index: start } of text.matchAll(pattern)) {
    if (match === "") continue;
    const newStart = start + shift;
    pieces.push({ start, end: start + match.length, newStart, newEnd: newStart + stand.length });
    shift += stand.length - match.length;
  }
  return pieces;
}

/** Nothing, if none of what it marks is left. */
function moved(entity: Entity, pieces: readonly Piece[]): readonly Entity[] {
  if (pieces.some((piece) => piece.start <= entity.start && entity.end <= piece.end)) return [];
  const start = place(entity.start, pieces, "newEnd");
  const end = place(entity.end, pieces, "newStart");
  return start < end ? [{ ...entity, start, end }] : [];
}

/** Where an edge lies now; one inside a piece moves to that edge of its replacement. */
function place(at: number, pieces: readonly Piece[], edge: "newStart" | "newEnd"): number {
  const before = pieces.findLast((piece) => piece.start < at);
  if (before === undefined) return at;
  return at < before.end ? before[edge] : at - before.end + before.newEnd;
}
