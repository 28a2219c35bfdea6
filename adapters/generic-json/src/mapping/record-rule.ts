import { Conversation, KINDS, type Kind, Membership, Message, type RecordInput, User } from "@chat-etl/model";
import { type Derived, RecordError, type Refused } from "@chat-etl/sdk";
import * as z from "zod";
import { Each } from "./each.ts";
import { Expression } from "./expression.ts";
import { type Field, fieldShape, isRequired, isTrue, readFields } from "./fields.ts";
import type { Scope } from "./scope.ts";
import { strict } from "./strict.ts";
import { TextField } from "./text.ts";
import type { Env } from "./value.ts";

/** Makes records of one kind from what was read. */
export interface RecordRule {
  /** What this rule makes of it, if anything. */
  make(scope: Scope, env: Env): Made;
}

/** When a rule makes something, how often, and whether others may know better. */
const CONDITIONS = {
  /** Only of values for which this is true. */
  when: Expression.optional(),
  /** Of each member of this list. Missing: of the value itself. */
  each: Each.optional(),
  /** Only brought along by what was read: it yields to one that the source lists, and without an id there is none. */
  derived: z.boolean().default(false),
};

const SHAPES = {
  user: User.shape,
  conversation: Conversation.shape,
  membership: Membership.shape,
  message: Message.shape,
} as const;

const { text: _text, ...MESSAGE } = fieldShape(SHAPES.message);

/** One rule: a kind, its conditions, and the canonical fields of that kind. */
export const RecordRule = z
  .discriminatedUnion(
    "kind",
    [
      strict({ kind: z.literal("user"), ...CONDITIONS, ...fieldShape(SHAPES.user) }),
      strict({ kind: z.literal("conversation"), ...CONDITIONS, ...fieldShape(SHAPES.conversation) }),
      strict({ kind: z.literal("membership"), ...CONDITIONS, ...fieldShape(SHAPES.membership) }),
      strict({ kind: z.literal("message"), ...CONDITIONS, ...MESSAGE, text: TextField.optional() }),
      /** What was read is a canonical record already. */
      strict({ kind: z.literal("any"), ...CONDITIONS }),
    ],
    { error: `must be ${KINDS.join(", ")} or any` },
  )
  .transform(({ kind, when, each, derived, ...parts }): RecordRule => {
    const make = kind === "any" ? canonicalRecord : maker(kind, parts);
    const makeOne = (scope: Scope, env: Env): Made => {
      if (when !== undefined && !isTrue(when.evaluate(scope))) return [];
      return derived ? madeIfNamed(make, scope, env) : [make(scope, env)];
    };
    // One that fails takes none of the others with it: a reply is a message of its own, whatever its post is.
    const orRefused = (work: () => Made): Made => {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        const { code, message } = error;
        return [{ refused: { code, message }, kind: kind === "any" ? "message" : kind }];
      }
    };
    return {
      make: (scope, env) =>
        orRefused(() => (each?.scopes(scope, env) ?? [scope]).flatMap((one) => orRefused(() => makeOne(one, env)))),
    };
  });

type Made = readonly (RecordInput | Derived | Refused)[];

type Make = (scope: Scope, env: Env) => RecordInput;

/** What is only brought along needs no mention if nothing is there to be named. */
function madeIfNamed(make: Make, scope: Scope, env: Env): Made {
  try {
    return [{ derived: make(scope, env) }];
  } catch (error) {
    if (error instanceof RecordError && error.code === NO_ID) return [];
    throw error;
  }
}

const NO_ID = "missing-id";

function maker(kind: Kind, { text, ...rest }: { readonly text?: unknown }): Make {
  const fields = rest as Readonly<Record<string, Field | undefined>>;
  const required = Object.entries(SHAPES[kind]).flatMap(([name, schema]) => (isRequired(schema) ? name : []));
  return (scope, env) => {
    const found = readFields(fields, scope, env);
    // Nobody is an author too.
    if (kind === "message") found.authorId ??= null;
    const missing = required.find((name) => name !== "kind" && found[name] === undefined);
    if (missing !== undefined) throw missingField(kind, missing, fields[missing]);
    // Whether it is one is checked where every record is: when it is staged.
    return { kind, ...found, ...markedText(text as TextField | undefined, { found, scope, env }) } as RecordInput;
  };
}

interface Finding {
  readonly found: Readonly<Record<string, unknown>>;
  readonly scope: Scope;
  readonly env: Env;
}

function markedText(text: TextField | undefined, { found, scope, env }: Finding): object {
  const marked = text?.read(scope, env);
  if (marked === undefined) return {};
  const listed: readonly unknown[] = Array.isArray(found.entities) ? found.entities : [];
  return { text: marked.text, entities: [...marked.entities, ...listed] };
}

function missingField(kind: Kind, name: string, field: Field | undefined): RecordError {
  const message = `The ${kind} has no "${name}": the mapping finds it by ${field?.text ?? "nothing"}, which gives nothing here.`;
  return new RecordError(/^id$|Id$/.test(name) ? NO_ID : "missing-field", message);
}

function canonicalRecord({ item }: Scope): RecordInput {
  const kind = item instanceof Object && "kind" in item ? item.kind : undefined;
  if (KINDS.some((known) => known === kind)) return item as unknown as RecordInput;
  throw new RecordError("no-kind", `The value is no canonical record: its "kind" is none of ${KINDS.join(", ")}.`);
}
