import type * as z from "zod";
import { namedPath } from "./named-path.ts";

/** What a field may be called: a mistyped one is named, an address is not. */
const NAME = /^[a-z_]\w{0,40}$/i;

/** Names the fields and what is expected of them; never values and keys of maps, which may be somebody's words and ids. */
export function shapeProblem(error: z.ZodError, schema: z.ZodType): string {
  const issues = error.issues.slice(0, 3).map((issue) => {
    const { path, code, message } = issue;
    const where = path.length === 0 ? "the value" : `"${namedPath(path, schema)}"`;
    if (code === "unrecognized_keys")
      return `${where}: ${issue.keys.map((key) => (NAME.test(key) ? `"${key}"` : "a key")).join(", ")} is no field of it`;
    if (message.endsWith("received undefined")) return `${where}: is missing`;
    return `${where}: ${code === "invalid_type" || code === "custom" ? message : inWords(issue)}`;
  });
  const more = error.issues.length > 3 ? `; and ${error.issues.length - 3} more` : "";
  return `The value does not have the expected shape: ${issues.join("; ")}${more}.`;
}

/** What a limit counts, of values that have a length. */
const COUNTED: Readonly<Record<string, string>> = { string: " characters", array: " entries", set: " entries" };

/** What is wrong with a value, never the value itself. */
function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      if (issue.origin in COUNTED && issue.minimum === 1) return "must not be empty";
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${COUNTED[issue.origin] ?? ""}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${COUNTED[issue.origin] ?? ""}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_format":
      return issue.format === "regex" ? "is not written as it must be" : `is not of the format "${issue.format}"`;
    case "invalid_key":
      return "one of its keys is not right";
    case "invalid_union":
      return "has none of the shapes it may have";
    default:
      return "is not right";
  }
}
