import type { Entity } from "./text.ts";

/** Plain text and what is marked in it (UTF-16 offsets). */
export interface MarkedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** An entity whose place is not known yet. */
export type Mark = Entity extends infer E ? (E extends Entity ? Omit<E, "start" | "end"> : never) : never;

/** Collects text and marks from left to right. */
export class MarkedTextBuilder {
  #text = "";
  #breakDue = false;
  /** Remembered: to look at the end of a growing text would copy all of it. */
  #endsLine = false;
  readonly #entities: Entity[] = [];

  append(text: string): void {
    if (text === "") return;
    if (this.#breakDue && !text.startsWith("\n")) this.#break();
    this.#breakDue = false;
    this.#text += text;
    this.#endsLine = text.endsWith("\n");
  }

  /** What comes next starts on a line of its own. */
  newLine(): void {
    this.#breakDue = this.#text !== "";
  }

  /** Marks whatever `write` appends. */
  mark(mark: Mark, write: () => void): void {
    if (this.#breakDue) this.#break();
    const start = this.#text.length;
    // Its place is taken before what lies inside it: of two marks over the same range the outer one stays first.
    const place = this.#entities.push({ ...mark, start, end: start } as Entity) - 1;
    write();
    this.#entities[place] = { ...mark, start, end: this.#text.length } as Entity;
  }

  finish(): MarkedText {
    const text = this.#text;
    const entities = this.#entities
      .map((entity) => ({ ...entity, start: afterPair(text, entity.start), end: beforePair(text, entity.end) }))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    return { text, entities };
  }

  #break(): void {
    if (!this.#endsLine) this.#text += "\n";
    this.#endsLine = true;
    this.#breakDue = false;
  }
}

/** Puts several texts below each other; empty ones take no line. */
export function joinLines(parts: readonly MarkedText[]): MarkedText {
  let text = "";
  const entities: Entity[] = [];
  for (const part of parts.filter((candidate) => candidate.text !== "")) {
    if (text !== "") text += "\n";
    const shift = text.length;
    for (const entity of part.entities) {
      entities.push({ ...entity, start: entity.start + shift, end: entity.end + shift });
    }
    text += part.text;
  }
  return { text, entities };
}

/** Taking markers away can join two halves of a character: no entity begins or ends between them. */
function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}

function afterPair(text: string, at: number): number {
  return splitsPair(text, at) ? at + 1 : at;
}

function beforePair(text: string, at: number): number {
  return splitsPair(text, at) ? at - 1 : at;
}
