import type { Entity, MarkedText } from "@chat-etl/model";

/** Puts texts behind each other on one line; empty ones leave no trace. */
export function joinInLine(parts: readonly MarkedText[], separator: string): MarkedText {
  return joinCells(
    parts.filter(({ text }) => text !== ""),
    separator,
  );
}

/** As `joinInLine`, but an empty cell keeps its place. A line break becomes a space. */
export function joinCells(parts: readonly MarkedText[], separator: string): MarkedText {
  const texts: string[] = [];
  const entities: Entity[] = [];
  let at = 0;
  for (const part of parts) {
    for (const entity of part.entities) {
      entities.push({ ...entity, start: entity.start + at, end: entity.end + at });
    }
    texts.push(part.text.replaceAll("\n", " "));
    at += part.text.length + separator.length;
  }
  return { text: texts.join(separator), entities };
}
