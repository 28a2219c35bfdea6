import * as by from "./choose.ts";
import type { FoundFields } from "./message-fields.ts";
import { weight } from "./names.ts";
import { type Line, seen } from "./plan.ts";
import { expressionOf, type Field, valueAt } from "./profile.ts";
import type { Shape } from "./shapes.ts";
import type { Where } from "./world.ts";

/** How messages are told apart. */
export interface IdFound {
  readonly value: unknown;
  readonly comment: string;
  readonly score: number;
  /** The field, and whether the conversation stands in front of it. */
  readonly field?: Field | undefined;
  readonly make?: ((path: string) => unknown) | undefined;
  /** Whether it is so in each conversation only. */
  readonly isCounted?: boolean;
}

interface IdContext {
  readonly where: Where;
  readonly found: FoundFields;
}

/** A field that is an id; one that is so in each conversation only, with it in front; or a digest. */
export function idOf({ fields, members }: Shape, places: readonly string[], { where, found }: IdContext): IdFound {
  const isUniqueIn = (field: Field, around: readonly string[]) => {
    const all = members.map(({ row }, at) => `${around[at]}\n${String(valueAt(row, field.path))}`);
    return new Set(all).size === all.length;
  };
  const nowhere = members.map(() => "");
  const choice = by.choose(fields, (field) => (isUniqueIn(field, places) ? by.messageId(field) : 0), 0.35);
  if (choice === undefined) return digested(where, found);
  const { field } = choice;
  const path = expressionOf(field.path);
  const isCounted = field.values.every((value) => /^\d{1,9}$/.test(String(value))) && new Set(places).size > 1;
  const isCountedInEach =
    isCounted &&
    (where.how !== "field" || by.named({ n: 1, no: 1, nr: 1, num: 1, number: 1, seq: 1, index: 1 })(field) > 0);
  if (isUniqueIn(field, nowhere) && !isCountedInEach)
    return { value: path, comment: seen(choice), score: choice.score, field, make: (other) => other };
  const prefix = typeof where.value === "string" ? where.value : "";
  const make = (other: string) => behind(prefix, other);
  if (prefix === "") return { value: path, comment: seen(choice), score: choice.score, field, make: (other) => other };
  return {
    value: make(path),
    comment: `${seen(choice)}; counted in each conversation, so both together`,
    score: choice.score,
    field,
    make,
    isCounted: true,
  };
}

/** An id with its conversation in front. Both are expressions. */
export function behind(conversation: string, id: string): unknown {
  return /[{}]/.test(conversation + id) ? `digest(${conversation}, ${id})` : { template: `{${conversation}}/{${id}}` };
}

/** Of what never changes. */
export function digested(where: Where, { author, sent, text }: FoundFields): IdFound {
  const own = [author, sent, text].flatMap((choice) => (choice ? expressionOf(choice.field.path) : []));
  const parts = [...(typeof where.value === "string" ? [where.value] : []), ...own];
  return {
    value: `digest(${parts.join(", ")})`,
    comment: "there is no id: made of what never changes; two that are alike in all of this are one",
    score: 0.7,
  };
}

/** Fields that name other messages. */
export function replyLines(
  fields: readonly Field[],
  { field, make }: IdFound,
  rows: readonly unknown[],
): readonly Line[] {
  if (field === undefined || make === undefined) return [];
  const ids = new Set(rows.map((row) => String(valueAt(row, field.path))));
  const pointsBack = (words: Readonly<Record<string, number>>) =>
    by.choose(
      fields.filter((one) => one !== field),
      (one) => {
        const share = one.values.filter((value) => ids.has(String(value))).length / Math.max(1, one.values.length);
        return weight(one.words, words) > 0 && share > 0.5 ? share : 0;
      },
    );
  const reply = pointsBack({ reply: 1, quoted: 1, quote: 1, parent: 0.9 });
  const root = pointsBack({ thread: 1, root: 1, tmid: 1 });
  const value = (one: by.Choice) => make(expressionOf(one.field.path));
  return [
    ...(reply ? [{ key: "replyToId", value: value(reply), comment: seen(reply) }] : []),
    ...(root && root.field !== reply?.field ? [{ key: "threadRootId", value: value(root), comment: seen(root) }] : []),
  ];
}
