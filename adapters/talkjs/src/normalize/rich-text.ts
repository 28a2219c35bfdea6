import type { Entity, JsonObject } from "@chat-etl/model";

/** An action link or button: TalkJS runs it, nobody else can, so the text keeps its label only. */
export interface Action {
  readonly type: "actionLink" | "actionButton";
  readonly name: string;
  readonly params: JsonObject;
}

/** What TalkJS's markup or text tree says: plain text, its marks (UTF-16 offsets), and its actions. */
export interface RichText {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly actions: readonly Action[];
}

/** An entity whose place is not known yet. */
export type Mark = Entity extends infer E ? (E extends Entity ? Omit<E, "start" | "end"> : never) : never;

/** Collects text and marks from left to right. */
export class RichTextBuilder {
  #text = "";
  #breakDue = false;
  readonly #entities: Entity[] = [];
  readonly #actions: Action[] = [];

  append(text: string): void {
    if (text === "") return;
    if (this.#breakDue && !text.startsWith("\n")) this.#break();
    this.#breakDue = false;
    this.#text += text;
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

  action(action: Action): void {
    this.#actions.push(action);
  }

  finish(): RichText {
    const text = this.#text;
    const entities = this.#entities
      .map((entity) => ({ ...entity, start: afterPair(text, entity.start), end: beforePair(text, entity.end) }))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    return { text, entities, actions: this.#actions };
  }

  #break(): void {
    if (!this.#text.endsWith("\n")) this.#text += "\n";
    this.#breakDue = false;
  }
}

/** Puts several texts below each other; empty ones take no line. */
export function joinLines(parts: readonly RichText[]): RichText {
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
  return { text, entities, actions: parts.flatMap(({ actions }) => actions) };
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
