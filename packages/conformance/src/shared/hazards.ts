/** One nasty input, named. Every adapter meets all of them sooner or later. */
export interface Hazard {
  readonly name: string;
  readonly value: unknown;
  /** It can also be somebody's id: ids are well-formed, not empty, and short enough to be told in a message. */
  readonly isId: boolean;
}

const ODD_TEXTS: Readonly<Record<string, string>> = {
  "half of a surrogate pair": "a\ud800b",
  "a NUL": "a\u0000b",
  "a word of 100 KB": "w".repeat(100_000),
  "an empty text": "",
};

const ODD_IDS: Readonly<Record<string, string>> = {
  "text that turns the direction": "abc\u202edef\u2066ghi\u2069",
  "the name __proto__": "__proto__",
  "the name constructor": "constructor",
  "a number as text": "007",
  "text from right to left": "שלום עולם مرحبا",
  "emoji of many parts": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
  "a path": "../../etc/passwd%00",
};

/** Deeper than a stack that walks it by calling itself is likely to bear twice; the model takes up to 1,000. */
const DEPTH = 900;

const ODD_JSON: Readonly<Record<string, unknown>> = {
  "a huge number": 1.7e308,
  "a number beyond the exact ones": 2 ** 53 + 2,
  "JSON that is nested deep": nested(DEPTH),
  "a key __proto__": JSON.parse('{ "__proto__": { "polluted": true }, "toString": null }'),
};

export const HAZARDS: readonly Hazard[] = [
  ...named(ODD_TEXTS, { isId: false }),
  ...named(ODD_IDS, { isId: true }),
  ...named(ODD_JSON, { isId: false }),
];

/** Whether something was able to write to what all objects share. */
export function isPolluted(): boolean {
  return "polluted" in {};
}

function named(values: Readonly<Record<string, unknown>>, { isId }: { readonly isId: boolean }): readonly Hazard[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, isId }));
}

function nested(depth: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}
