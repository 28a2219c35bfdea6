import type { JSONValue } from "@jmespath-community/jmespath";
import * as z from "zod";
import { choice } from "./choice.ts";
import { inside, type Scope } from "./scope.ts";
import { type Env, Value } from "./value.ts";

/** A list inside a value, each member of which makes something of its own. */
export interface Each {
  /** One scope for each member. @throws RecordError */
  scopes(scope: Scope, env: Env): readonly Scope[];
}

const Way = z.array(Value).min(1);

/** Where the list is; or the way to lists in lists: `[reactions, users]` is every user of every reaction. */
export const Each = choice<readonly Value[]>((value) =>
  Array.isArray(value) ? Way : Value.transform((one) => [one]),
).transform((way): Each => {
  return {
    scopes: (scope, env) =>
      way.reduce<readonly Scope[]>(
        (scopes, value) =>
          scopes.flatMap((one) => membersOf(value.evaluate(one, env)).map((member) => inside(one, member))),
        [scope],
      ),
  };
});

/** A list may hold nothings; what is no list is its own only member. */
function membersOf(value: unknown): readonly JSONValue[] {
  return (Array.isArray(value) ? value : [value]).filter((member) => member !== null && member !== undefined);
}
