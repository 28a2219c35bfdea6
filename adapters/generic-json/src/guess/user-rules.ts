import * as by from "./choose.ts";
import { conditionOf } from "./message-fields.ts";
import type { MessageRules } from "./message-rules.ts";
import { type Line, type Rule, seen, timeValue } from "./plan.ts";
import { expressionOf, type Field } from "./profile.ts";
import type { Shape } from "./shapes.ts";
import { besideOf, userKey, type World } from "./world.ts";

export const DERIVED: Line = { key: "derived", value: true };

/** A list of users. */
export function userRule(shape: Shape, world: World): Rule {
  const key = userKey(shape, world);
  return { kind: "user", lines: [...conditionOf(shape), ...userLines(shape.fields, key, world)] };
}

/** What a user is, found in these fields. */
export function userLines(fields: readonly Field[], key: by.Choice | undefined, world: World): readonly Line[] {
  const id = key ? expressionOf(key.field.path) : "id";
  const name = by.choose(fields, by.displayName);
  const first = by.choose(fields, by.named({ first: 1, firstname: 1, given: 0.9 }), 0.8);
  const last = by.choose(
    fields,
    by.named({ last: 1, lastname: 1, surname: 1, family: 0.9 }, ({ time }) => time === undefined),
    0.8,
  );
  const email = by.choose(fields, (field) =>
    by.isEmail(field) ? 1 : by.named({ email: 0.9, mail: 0.8 }, isPlain)(field),
  );
  const image = by.choose(fields, (field) =>
    by.isUrl(field) ? by.named({ avatar: 1, image: 0.9, photo: 0.9, picture: 0.9, profile: 0.7, icon: 0.7 })(field) : 0,
  );
  const bot = by.choose(fields, (field) => (by.isFlag(field) ? by.named({ bot: 1 })(field) : 0));
  const created = by.choose(fields, by.sentAt, 0.7);
  return [
    { key: "id", value: id, comment: key ? seen(key) : "TODO: nothing looks like an id" },
    { key: "displayName", ...nameOf(id, { name, first, last }) },
    ...optional("emails", email),
    ...optional("avatarUrl", image),
    ...(bot ? [{ key: "type", value: botOrHuman(bot), comment: seen(bot) }] : []),
    ...(created ? [{ key: "createdAt", value: timeValue(created.field, world.dates), comment: seen(created) }] : []),
  ];
}

const isPlain = ({ lists }: Field) => lists.every((list) => list.every((one) => typeof one === "string"));

function botOrHuman({ field }: by.Choice): object {
  return { from: expressionOf(field.path), map: { true: "bot" }, else: "human" };
}

interface Names {
  readonly name: by.Choice | undefined;
  readonly first: by.Choice | undefined;
  readonly last: by.Choice | undefined;
}

function nameOf(id: string, { name, first, last }: Names): Omit<Line, "key"> {
  if (name === undefined && first && last) {
    const whole = { template: `{${expressionOf(first.field.path)}} {${expressionOf(last.field.path)}}` };
    return {
      value: { first: [whole, expressionOf(first.field.path), id] },
      comment: `${seen(first)}; and ${seen(last)}`,
    };
  }
  const one = name ?? first;
  if (one === undefined) return { value: id, comment: "TODO: nothing looks like a name" };
  const path = expressionOf(one.field.path);
  return { value: one.field.share < 1 && path !== id ? { first: [path, id] } : path, comment: seen(one) };
}

/** A line for a field that was found. */
export function optional(key: string, choice: by.Choice | undefined): readonly Line[] {
  return choice === undefined ? [] : [{ key, value: expressionOf(choice.field.path), comment: seen(choice) }];
}

/** The authors inside messages, if there is no list that has them all. */
export function authorRules({ author, where, isMojibake }: MessageRules, shape: Shape, world: World): readonly Rule[] {
  if (author === undefined) return [];
  const id = expressionOf(author.field.path);
  const membership: Rule = {
    kind: "membership",
    comment: "Who wrote in a conversation is taken for a member of it.",
    lines: [
      ...conditionOf(shape),
      DERIVED,
      { key: "conversationId", value: where.value },
      { key: "userId", value: id },
      { key: "evidence", value: { const: "author" } },
    ],
  };
  const known = author.field.values.filter((value) => world.userIds.has(String(value))).length;
  if (world.users.length > 0 && known >= author.field.values.length * 0.9) return [membership];
  return [authorRule(author, shape, isMojibake), membership];
}

function authorRule(author: by.Choice, shape: Shape, isMojibake: boolean): Rule {
  const id = expressionOf(author.field.path);
  const beside = besideOf(shape.fields, author.field);
  const name =
    by.choose(beside, by.displayName) ??
    by.choose(shape.fields, (field) =>
      by.author(new Set())(field) > 0.5 && field.distinct <= author.field.distinct * 1.5 ? by.displayName(field) : 0,
    );
  const path = name ? expressionOf(name.field.path) : id;
  const value = isMojibake
    ? `from_latin1(to_string(${path}))`
    : name && name.field.share < author.field.share
      ? { first: [path, id] }
      : path;
  const image = by.choose(
    beside.filter(by.isUrl),
    by.named({ avatar: 1, image: 0.9, photo: 0.9, picture: 0.9, url: 0.5, profile: 0.7 }),
  );
  return {
    kind: "user",
    comment: "There is no list of all users, so they are those who wrote.",
    lines: [
      ...conditionOf(shape),
      DERIVED,
      { key: "id", value: id },
      { key: "displayName", value, comment: name ? seen(name) : "TODO: nothing looks like a name" },
      ...optional("avatarUrl", image),
    ],
  };
}
