/** A value of an export. Loose, since the generator must also write what is wrong. */
export type Raw = Readonly<Record<string, unknown>>;

/** §4: day files, and most others: 4 spaces, escaped slashes, no newline at the end. */
export function prettyJson(value: unknown): string {
  return JSON.stringify(value, undefined, 4).replaceAll("/", "\\/");
}

/** §4: the users and canvases of 2026: one compact object per line. */
export function linedJson(values: readonly unknown[]): string {
  if (values.length === 0) return "[]";
  return `[\n${values.map((value) => JSON.stringify(value).replaceAll("/", "\\/")).join(",\n")}\n]`;
}

/** §4: files of 2015 hold nothing but ASCII. */
export function asciiJson(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A piece of JSON that is written as it stands, right or wrong. */
export class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A day file, item by item, so that one item can be anything. */
export function dayJson(items: readonly unknown[]): string {
  if (items.length === 0) return "[]";
  const texts = items.map((item) =>
    item instanceof Verbatim ? item.text : prettyJson(item).replaceAll("\n", "\n    "),
  );
  return `[\n    ${texts.join(",\n    ")}\n]`;
}
