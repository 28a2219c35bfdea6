import * as by from "./choose.ts";
import { weight } from "./names.ts";
import { partLines } from "./parts.ts";
import { type Line, seen, timeValue } from "./plan.ts";
import { expressionOf, type Field } from "./profile.ts";
import type { Shape } from "./shapes.ts";
import { authorOf, type World } from "./world.ts";

/** True of this sort of objects only. */
export function conditionOf({ when }: Shape, prefix = ""): readonly Line[] {
  return when === undefined ? [] : [{ key: "when", value: when(prefix) }];
}

/** The fields that a message has, wherever it stands. */
export interface FoundFields {
  readonly fields: readonly Field[];
  readonly sent: by.Choice | undefined;
  readonly text: by.Choice | undefined;
  readonly author: by.Choice | undefined;
  readonly edited: by.Choice | undefined;
  readonly isMojibake: boolean;
}

/** What of these fields is what of a message. */
export function findFields(fields: readonly Field[], world: World): FoundFields {
  const author = authorOf(fields, world);
  const text = by.choose(
    fields.filter((field) => field !== author?.field),
    by.text,
  );
  const isMojibake = text !== undefined && looksMisread(text.field);
  return {
    fields,
    author,
    text,
    sent: by.choose(fields, by.sentAt),
    edited: by.choose(fields, by.editedAt, 0.5),
    isMojibake,
  };
}

/** UTF-8 that was taken for Latin-1: no letter beyond it, and pairs that only UTF-8 has. */
function looksMisread({ values }: Field): boolean {
  const texts = values.map(String);
  return (
    texts.some((one) => /[\u00c2-\u00f4][\u0080-\u00bf]/.test(one)) && !texts.some((one) => /[\u0100-\uffff]/.test(one))
  );
}

/** The fields that messages and replies inside them have alike. */
export function commonLines(found: FoundFields, world: World): readonly Line[] {
  const { sent, text, author, edited, fields, isMojibake } = found;
  const lines: Line[] = [];
  if (author) lines.push({ key: "authorId", value: expressionOf(author.field.path), comment: seen(author) });
  else lines.push({ key: "authorId", value: { const: "unknown" }, comment: "TODO: nothing looks like an author" });
  if (sent) lines.push({ key: "sentAt", value: timeValue(sent.field, world.dates), comment: seen(sent) });
  else
    lines.push({
      key: "sentAt",
      value: { const: "2000-01-01T00:00:00Z", date: "iso" },
      comment: "TODO: nothing looks like a time",
    });
  if (edited)
    lines.push({ key: "editedAt", value: editedValue(edited.field, sent?.field, world), comment: seen(edited) });
  if (text) {
    const path = expressionOf(text.field.path);
    lines.push({
      key: "text",
      value: isMojibake ? `from_latin1(${path} || '')` : path,
      comment: isMojibake ? `${seen(text)}; its UTF-8 was taken for Latin-1` : seen(text),
    });
  } else lines.push({ key: "text", value: { const: "" }, comment: "TODO: nothing looks like text" });
  return [...lines, ...partLines(fields)];
}

/** A time of change that every message has is an edit only where it differs from the time of sending. */
function editedValue(field: Field, sent: Field | undefined, world: World): unknown {
  if (sent === undefined || field.share < 0.95 || weight(field.words, { edited: 1, edit: 1 }) > 0)
    return timeValue(field, world.dates);
  const path = expressionOf(field.path);
  const value = timeValue(field, world.dates);
  const from = `${path} != ${expressionOf(sent.path)} ? ${path} : null`;
  if (field.hasZeros) return value;
  return typeof value === "string" ? from : { ...(value as object), from };
}
