import { RecordError } from "@chat-etl/sdk";
import { compile, isRegistered, TreeInterpreter } from "@jmespath-community/jmespath";
import * as z from "zod";
import { OWN_FIELD } from "./functions.ts";
import type { Scope } from "./scope.ts";

/** A compiled JMESPath expression: `@` is the value at hand, `$` the whole scope. */
export interface Expression {
  readonly text: string;
  /** @throws RecordError the value is not such as the expression can be applied to */
  evaluate(scope: Scope): unknown;
}

type Tree = ReturnType<typeof compile>;

/** An expression as a mapping has it. What is wrong with it is told with the mapping, before anything is read. */
export const Expression = z.string().transform((text, context): Expression => {
  const problem = problemWith(text);
  if (problem === undefined) return compiled(text);
  context.addIssue({
    code: "custom",
    message: `is no expression: ${problem}. Write it like author.id, or 'text' in single quotes`,
  });
  return z.NEVER;
});

function problemWith(text: string): string | undefined {
  try {
    const tree: unknown = compile(text);
    const names = namesIn(tree);
    const stranger = names.find(({ type, name }) => type === "Function" && !isRegistered(name));
    return stranger && `there is no function ${stranger.name}()`;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Syntax error[:,]? */i, "") : String(error);
  }
}

function compiled(text: string): Expression {
  // The whole scope is the root, `$`; what comes in front of the pipe makes the value at hand the current node, `@`.
  const tree: Tree = { type: "Pipe", left: { type: "Field", name: "item" }, right: ownFields(compile(text)) };
  return {
    text,
    evaluate(scope) {
      try {
        return TreeInterpreter.search(tree, scope);
      } catch (error) {
        // What the library says names types and functions, never values.
        const why = error instanceof Error ? error.message : "unknown";
        throw new RecordError(
          "expression",
          `"${text}", an expression of the mapping, cannot be applied to this value: ${why}`,
        );
      }
    },
  };
}

/** Names that every object has from JavaScript: `constructor` of a record without one is nothing, as of any other name. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** The tree, with such names asked for by a function that looks at the record alone. */
function ownFields<T>(node: T): T;
function ownFields(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one: unknown) => ownFields(one));
  if (!(node instanceof Object)) return node;
  const { type, name } = Named.safeParse(node).data ?? {};
  if (type === "Field" && name !== undefined && isInherited(name))
    return { type: "Function", name: OWN_FIELD, children: [{ type: "Current" }, { type: "Literal", value: name }] };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, ownFields(value)]));
}

const Named = z.object({ type: z.string(), name: z.string() });

/** All named nodes of an expression's tree. */
function namesIn(node: unknown): readonly z.output<typeof Named>[] {
  if (!(node instanceof Object)) return [];
  const own = Named.safeParse(node);
  return [...(own.success ? [own.data] : []), ...Object.values(node).flatMap(namesIn)];
}
