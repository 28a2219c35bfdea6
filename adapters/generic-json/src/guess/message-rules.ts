import type * as by from "./choose.ts";
import { commonLines, conditionOf, findFields } from "./message-fields.ts";
import { idOf, replyLines } from "./message-id.ts";
import { type Rule, seen } from "./plan.ts";
import { valueAt } from "./profile.ts";
import { nestedReplies } from "./reply-rules.ts";
import type { Shape } from "./shapes.ts";
import { type Where, type World, whereOf } from "./world.ts";

/** The rule for messages, those for replies inside them, and what the rules for people need to know. */
export interface MessageRules {
  readonly rules: readonly Rule[];
  readonly where: Where;
  readonly author: by.Choice | undefined;
  readonly sent: by.Choice | undefined;
  readonly isMojibake: boolean;
  /** How sure time, text, author, conversation and id are. */
  readonly sureness: readonly number[];
}

export function messageRules(shape: Shape, world: World): MessageRules {
  const { fields, members } = shape;
  const where = whereOf(shape, world);
  const found = findFields(fields, world);
  const places = members.map(
    ({ row, place }) =>
      `${where.choice && where.how === "field" ? String(valueAt(row, where.choice.field.path)) : place}`,
  );
  const id = idOf(shape, places, { where, found });
  const main: Rule = {
    kind: "message",
    lines: [
      ...conditionOf(shape),
      { key: "id", value: id.value, comment: id.comment },
      {
        key: "conversationId",
        value: where.value,
        comment: where.choice
          ? `${seen(where.choice)}${where.comment === "" ? "" : `; ${where.comment}`}`
          : where.comment,
      },
      ...commonLines(found, world),
      ...replyLines(
        fields,
        id,
        members.map(({ row }) => row),
      ),
    ],
  };
  const { author, sent, text } = found;
  return {
    rules: [main, ...nestedReplies(shape, { where, id, world, conditions: conditionOf(shape, "$.element.") })],
    where,
    author,
    sent,
    isMojibake: found.isMojibake,
    sureness: [sent?.score ?? 0, text?.score ?? 0.2, author?.score ?? 0.2, where.score, id.score],
  };
}
