import * as by from "./choose.ts";
import { commonLines, type FoundFields, findFields } from "./message-fields.ts";
import { digested, type IdFound } from "./message-id.ts";
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

/** How deep replies to replies are looked for. */
const REPLY_DEPTH = 3;

/** Lists inside messages whose members look like messages. */
export function nestedReplies({ fields }: Shape, context: NestedContext): readonly Rule[] {
  const rules: Rule[] = [];
  let lists = fields.filter(isReplies(context.world));
  const [list] = lists;
  if (list === undefined) return rules;
  const way: string[] = [];
  let parentId = context.id.value;
  for (let depth = 0; depth < REPLY_DEPTH; depth += 1) {
    const [next] = lists;
    if (next === undefined) break;
    way.push(expressionOf(next.path));
    const inner = profileOf(next.lists.flat().filter(isRow));
    const { rule, id, people } = replyRule(next, inner, { ...context, way: [...way], parentId });
    rules.push(...people, rule);
    parentId = id;
    lists = inner.filter(isReplies(context.world));
  }
  return rules;
}

const isReplies =
  (world: World) =>
  (list: Field): boolean => {
    const inner = profileOf(list.lists.flat().filter(isRow));
    const time = by.choose(inner, by.sentAt);
    return time !== undefined && by.choose(inner, by.text, 0.5) !== undefined && authorOf(inner, world) !== undefined;
  };

function replyRule(
  list: Field,
  inner: readonly Field[],
  {
    where,
    world,
    conditions,
    way,
    parentId,
  }: NestedContext & { readonly way: readonly string[]; readonly parentId: unknown },
) {
  const found = findFields(inner, world);
  const own = by.choose(inner, (field) => (field.distinct === field.values.length ? by.messageId(field) : 0), 0.35);
  const id = own ? expressionOf(own.field.path) : digested({ ...where, value: where.inside }, found).value;
  const parent =
    typeof parentId === "string" && /^[\w."$@-]+$/.test(parentId) && !parentId.startsWith("$")
      ? `$.parent.${parentId}`
      : undefined;
  const { length } = list.lists.flat();
  const rule: Rule = {
    kind: "message",
    comment: `${length} replies were seen in "${shown(list)}"${own ? `: ids ${percent(own.score)} sure` : ""}`,
    lines: [
      ...conditions,
      { key: "each", value: way.length === 1 ? way[0] : way },
      { key: "id", value: id, comment: own ? seen(own) : "there is no id: made of what never changes" },
      { key: "conversationId", value: where.inside },
      ...commonLines(found, world),
      ...(parent === undefined ? [] : [{ key: "replyToId", value: parent }]),
    ],
  };
  return { rule, id, people: replyPeople(found, rule.lines.slice(0, conditions.length + 1), { where, world }) };
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
