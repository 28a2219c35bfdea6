import { Conversation, KINDS, type Kind, Membership, Message, User } from "@chat-etl/model";
import * as z from "zod";
import { must, type SourceCheck, type SourceSubject, Untold } from "../check.ts";
import { becomes } from "./becomes.ts";
import { known } from "./known.ts";

const SHAPES = {
  user: User.shape,
  conversation: Conversation.shape,
  membership: Membership.shape,
  message: Message.shape,
};

/** What a source says it fills is what it fills. */
export const FILL_CHECKS: readonly SourceCheck[] = [
  {
    name: "fills the fields that it declares, and no others",
    applies: ({ fills }) => fills !== undefined,
    async run(subject) {
      const filled = await filledFields(subject);
      const declared = new Set(
        KINDS.flatMap((kind) => (subject.definition.fills?.[kind] ?? []).map((field) => `${kind}.${field}`)),
      );
      const undeclared = [...filled].filter((field) => !declared.has(field)).sort();
      must(undeclared.length === 0, `It fills what it does not declare: ${undeclared.join(", ")}.`);
      const unseen = [...declared].filter((field) => !filled.has(field)).sort();
      if (unseen.length > 0) throw new Untold(`Nothing in the fixture fills ${unseen.join(", ")}.`);
    },
  },
];

/** `user.title` for every field that some record of the fixture has something in, but for what every record must have. */
async function filledFields(subject: SourceSubject): Promise<ReadonlySet<string>> {
  const filled = new Set<string>();
  for (const { stream, pages } of (await known(subject)).streams)
    for (const one of pages.flatMap(({ values }) => values))
      for (const input of becomes(subject.definition, stream, one).inputs)
        for (const [field, value] of Object.entries(input))
          if (holdsSomething(value) && isOptional(input.kind, field)) filled.add(`${input.kind}.${field}`);
  return filled;
}

function holdsSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function isOptional(kind: Kind, field: string): boolean {
  const schema: unknown = Reflect.get(SHAPES[kind], field);
  return schema instanceof z.ZodType && schema.safeParse(undefined).success;
}
