import * as by from "./choose.ts";
import { typeOf } from "./conversation-type.ts";
import { conditionOf } from "./message-fields.ts";
import type { MessageRules } from "./message-rules.ts";
import { MEMBERSHIP_WORDS, weight } from "./names.ts";
import { type Line, type Rule, seen, timeValue } from "./plan.ts";
import { expressionOf, type Field, isRow, profileOf } from "./profile.ts";
import type { Shape } from "./shapes.ts";
import { DERIVED, optional, userLines } from "./user-rules.ts";
import { aroundOf, authorOf, besideOf, conversationKey, conversationOf, type Where, type World } from "./world.ts";

/** A list of conversations, and of their members inside it. */
export function conversationRules(shape: Shape, world: World): readonly Rule[] {
  const key = conversationKey(shape, world);
  const id = key ? expressionOf(key.field.path) : "id";
  const main: Rule = {
    kind: "conversation",
    lines: [
      ...conditionOf(shape),
      { key: "id", value: id, comment: key ? seen(key) : "TODO: nothing looks like an id" },
      ...conversationLines(shape.fields, world),
    ],
  };
  return [
    main,
    ...memberRules(shape.fields, { value: id, inside: `$.parent.${id}` }, world, conditionOf(shape, "$.element.")),
  ];
}

function conversationLines(fields: readonly Field[], world: World): readonly Line[] {
  const isShort = ({ time, freeText }: Field) => time === undefined && freeText <= 1;
  const title = by.choose(fields, by.title);
  const others = fields.filter((field) => field !== title?.field);
  const topic = by.choose(others, by.named({ topic: 1, purpose: 0.9, header: 0.7 }, isShort), 0.7);
  const created = by.choose(fields, by.sentAt, 0.7);
  return [
    { key: "type", ...typeOf(fields) },
    ...optional("title", title),
    ...optional("topic", topic),
    ...(created ? [{ key: "createdAt", value: timeValue(created.field, world.dates), comment: seen(created) }] : []),
  ];
}

/** Members that a conversation lists: ids, names, or objects. */
function memberRules(
  fields: readonly Field[],
  conversation: Pick<Where, "value" | "inside">,
  world: World,
  condition: readonly Line[],
  isOnce = false,
): readonly Rule[] {
  const list = by.choose(
    fields.filter(({ lists }) => lists.length > 0),
    (field) => weight(field.lastWords, { ...MEMBERSHIP_WORDS, user: 0.9, people: 0.9, uid: 0.9, person: 0.8 }),
    0.7,
  );
  if (list === undefined) return [];
  const each: Line = { key: "each", value: expressionOf(list.field.path), comment: seen(list) };
  const conversationId: Line = { key: "conversationId", value: conversation.inside };
  const rows = list.field.lists.flat().filter(isRow);
  if (rows.length === 0)
    return [{ kind: "membership", lines: [...condition, each, conversationId, { key: "userId", value: "@" }] }];
  const inner = profileOf(rows);
  const key = by.choose(inner, namesAuthors(world)) ?? by.choose(inner, by.userId) ?? by.choose(inner, by.displayName);
  if (key === undefined) return [];
  const user: Rule = { kind: "user", lines: [...condition, each, DERIVED, ...userLines(inner, key, world)] };
  const membership: Rule = {
    kind: "membership",
    lines: [
      ...condition,
      each,
      conversationId,
      { key: "userId", value: expressionOf(key.field.path), comment: seen(key) },
    ],
  };
  return isOnce || world.users.length === 0 ? [user, membership] : [membership];
}

/** Most authors of messages are among its values. */
function namesAuthors(world: World): by.Scorer {
  const authors = world.messages.flatMap((shape) => authorOf(shape.fields, world)?.field ?? []);
  return (field) => {
    const values = new Set(field.values);
    return authors.some(
      (author) => author.values.filter((value) => values.has(value)).length > author.values.length / 2,
    )
      ? 1
      : 0;
  };
}

/** What is made once of the object around messages, or else of each message: the conversation it names. */
export function derivedConversation(
  { where }: MessageRules,
  shape: Shape,
  world: World,
): { readonly once: readonly Rule[]; readonly records: readonly Rule[] } {
  const around = where.how === "field" ? [] : aroundOf(shape);
  if (where.how === "around" && where.choice) {
    const id = expressionOf(where.choice.field.path);
    const main: Rule = { kind: "conversation", lines: [{ key: "id", value: id }, ...conversationLines(around, world)] };
    return {
      once: [main, ...memberRules(around, { value: id, inside: `$.parent.${id}` }, world, [], true)],
      records: [],
    };
  }
  if ((where.how === "field" || where.how === "file") && world.conversations.length > 0)
    return { once: [], records: [] };
  const beside = where.choice ? besideOf(shape.fields, where.choice.field) : [];
  const named = by.choose(shape.fields, (field) => (conversationOf([field], world) ? by.title(field) : 0));
  const title = by.choose(beside, by.title) ?? (named?.field === where.choice?.field ? undefined : named);
  const rule: Rule = {
    kind: "conversation",
    comment: "There is no list of conversations, so they are those that messages name.",
    lines: [
      ...conditionOf(shape),
      DERIVED,
      { key: "id", value: where.value },
      { key: "type", ...typeOf(beside) },
      ...optional("title", title),
    ],
  };
  const members = around.length > 0 && (where.how === "file" || where.how === "nowhere" || where.how === "key");
  return {
    once: members ? memberRules(around, { value: where.value, inside: where.value }, world, [], true) : [],
    records: [rule],
  };
}

/** A list of memberships. */
export function membershipRule(shape: Shape, world: World): Rule {
  const who = authorOf(shape.fields, world);
  const where = conversationOf(shape.fields, world);
  const joined = by.choose(shape.fields, by.sentAt, 0.5);
  return {
    kind: "membership",
    lines: [
      ...conditionOf(shape),
      {
        key: "conversationId",
        value: where ? expressionOf(where.field.path) : { const: "all" },
        comment: where ? seen(where) : "TODO",
      },
      {
        key: "userId",
        value: who ? expressionOf(who.field.path) : { const: "unknown" },
        comment: who ? seen(who) : "TODO",
      },
      ...(joined ? [{ key: "joinedAt", value: timeValue(joined.field, world.dates), comment: seen(joined) }] : []),
    ],
  };
}
