import * as by from "./choose.ts";
import { commonLines, type FoundFields, findFields } from "./message-fields.ts";
import { behind, digested, type IdFound } from "./message-id.ts";
import { type Words, weight } from "./names.ts";
import { type Line, percent, type Rule, seen, shown } from "./plan.ts";
import { expressionOf, type Field, isRow, profileOf } from "./profile.ts";
import type { Shape } from "./shapes.ts";
import { authorOf, besideOf, type Where, type World } from "./world.ts";

interface NestedContext {
  readonly where: Where;
  readonly id: IdFound;
  readonly world: World;
  readonly conditions: readonly Line[];
}

/** A message that may have replies inside it: which lists lead to it, and what its id is, unless that is a digest. */
interface Place extends NestedContext {
  readonly way: readonly string[];
  readonly parentId: string | undefined;
  /** All ids that other messages have. Grows with each list of replies. */
  readonly taken: Set<string>;
}

/** How deep replies to replies are looked for. */
const REPLY_DEPTH = 8;

/** Lists of what looks like messages, but was said before, or by another message. */
const NO_REPLIES: Words = {
  edit: 1,
  edited: 1,
  history: 1,
  revision: 1,
  version: 1,
  previous: 1,
  quote: 1,
  quoted: 1,
  forwarded: 1,
  last: 1,
  latest: 1,
  mention: 1,
  reaction: 1,
};

/** Lists inside messages whose members look like messages, and those inside these. */
export function nestedReplies({ fields }: Shape, context: NestedContext): readonly Rule[] {
  const { field } = context.id;
  const parentId = field && expressionOf(field.path);
  return repliesIn(fields, { ...context, way: [], parentId, taken: new Set(field?.values.map(String)) });
}

function repliesIn(fields: readonly Field[], place: Place): readonly Rule[] {
  if (place.way.length === REPLY_DEPTH) return [];
  return fields.filter(isReplies(place.world)).flatMap((list) => {
    const inner = profileOf(list.lists.flat().filter(isRow));
    const here = { ...place, way: [...place.way, expressionOf(list.path)] };
    const { rules, parentId } = replyRules(list, inner, here);
    return [...rules, ...repliesIn(inner, { ...here, parentId })];
  });
}

const isReplies =
  (world: World) =>
  (list: Field): boolean => {
    if (weight(list.lastWords, NO_REPLIES) > 0) return false;
    const inner = profileOf(list.lists.flat().filter(isRow));
    const time = by.choose(inner, by.sentAt);
    return time !== undefined && by.choose(inner, by.text, 0.5) !== undefined && authorOf(inner, world) !== undefined;
  };

function replyRules(list: Field, inner: readonly Field[], place: Place) {
  const { where, world, conditions, way, id, parentId, taken } = place;
  const found = findFields(inner, world);
  const own = ownIdOf(inner, taken);
  const path = own && expressionOf(own.field.path);
  // As the ids of the messages around them are made.
  const made = (one: string) => (id.isCounted && typeof where.inside === "string" ? behind(where.inside, one) : one);
  const { length } = list.lists.flat();
  const main: Rule = {
    kind: "message",
    comment: `${length} replies were seen in "${shown(list)}"${own ? `: ids ${percent(own.score)} sure` : ""}`,
    lines: [
      ...conditions,
      { key: "each", value: way.length === 1 ? way[0] : way },
      {
        key: "id",
        value: path ? made(path) : digested({ ...where, value: where.inside }, found).value,
        comment: own ? seen(own) : "there is no id: made of what never changes",
      },
      { key: "conversationId", value: where.inside },
      ...commonLines(found, world),
      ...(parentId === undefined ? [] : [{ key: "replyToId", value: made(`$.parent.${parentId}`) }]),
    ],
  };
  const people = replyPeople(found, main.lines.slice(0, conditions.length + 1), { where, world });
  return { rules: [...people, main], parentId: path };
}

/** A field by which no two replies are alike, nor a reply and another message. Its values are then taken. */
function ownIdOf(inner: readonly Field[], taken: Set<string>): by.Choice | undefined {
  const isOwn = ({ values, distinct }: Field) =>
    distinct === values.length && !values.some((value) => taken.has(String(value)));
  const own = by.choose(inner, (field) => (isOwn(field) ? by.messageId(field) : 0), 0.35);
  for (const value of own?.field.values ?? []) taken.add(String(value));
  return own;
}

/** Who wrote replies: a user, if none are listed, and a member. `place` says where the replies are. */
function replyPeople(
  { author, fields }: FoundFields,
  place: readonly Line[],
  { where, world }: Pick<NestedContext, "where" | "world">,
): readonly Rule[] {
  if (author === undefined) return [];
  const id = expressionOf(author.field.path);
  const name = by.choose(besideOf(fields, author.field), by.displayName);
  const derived: Line = { key: "derived", value: true };
  const user: Rule = {
    kind: "user",
    lines: [
      ...place,
      derived,
      { key: "id", value: id },
      { key: "displayName", value: name ? expressionOf(name.field.path) : id },
    ],
  };
  const membership: Rule = {
    kind: "membership",
    lines: [
      ...place,
      derived,
      { key: "conversationId", value: where.inside },
      { key: "userId", value: id },
      { key: "evidence", value: { const: "author" } },
    ],
  };
  return world.users.length > 0 ? [membership] : [user, membership];
}
