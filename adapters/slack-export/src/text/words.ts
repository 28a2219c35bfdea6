import { isObject, type Loose, stringOf } from "./json.ts";

/** Where Slack's objects keep what a person reads. */
const WORD_KEYS: ReadonlySet<string> = new Set([
  "text",
  "title",
  "subtitle",
  "body",
  "label",
  "hint",
  "description",
  "details",
  "output",
  "alt_text",
  "fallback",
  "placeholder",
  "elements",
]);

/** Every word inside a value of unknown shape, in the order of the file. */
export function wordsIn(value: unknown): readonly string[] {
  const words: string[] = [];
  walk(value, { object: () => false, word: (word) => words.push(word) });
  return words;
}

/** What a walk tells, in the order of the file. */
export interface Visitor {
  /** Called for each object before its inside; `true` leaves the inside out. */
  object(object: Loose): boolean;
  word(word: string): unknown;
}

/** Walks through a value of any shape, with a stack of its own: no depth of nesting overflows the engine's. */
export function walk(root: unknown, visitor: Visitor): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") {
      if (value !== "") visitor.word(value);
    } else if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1) waiting.push(value[at]);
    } else if (isObject(value) && !visitor.object(value)) {
      const inside = insideOf(value);
      for (let at = inside.length - 1; at >= 0; at -= 1) waiting.push(inside[at]);
    }
  }
}

/** What is never a person's words: how it looks, and what a button asks before it acts. */
const SILENT_KEYS: ReadonlySet<string> = new Set(["style", "confirm"]);

/** An object's words and all that may hold more of them; else its name, value or address stands in for words. */
function insideOf(object: Loose): readonly unknown[] {
  const inside = Object.entries(object).flatMap(([key, value]): readonly unknown[] => {
    if (typeof value === "string") return WORD_KEYS.has(key) && value !== "" ? [value] : [];
    if (SILENT_KEYS.has(key) || typeof value !== "object" || value === null) return [];
    // Elsewhere an array of strings holds ids.
    return Array.isArray(value) && !WORD_KEYS.has(key) ? [value.filter((item) => typeof item === "object")] : [value];
  });
  if (inside.length > 0) return inside;
  // Addresses of files carry secrets (section 9.1); those of links are what somebody wrote.
  const standIn = [object.name, object.value, object.type === "link" ? object.url : ""].map(stringOf);
  return standIn.filter((word) => word !== "").slice(0, 1);
}
