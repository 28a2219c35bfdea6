import * as z from "zod";

/** An object with a value for each id. To `z.record` the key `__proto__` is nothing; here it is an id like any other. */
export function byId<Value extends z.ZodType>(value: Value) {
  return z.preprocess(entriesOf, z.map(z.string(), value)).transform((entries) => Object.fromEntries(entries));
}

/** What is no object stays, to be refused. */
function entriesOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value;
}
