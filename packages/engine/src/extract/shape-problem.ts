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
    return code === "invalid_type" || code === "custom" ? `${where}: ${message}` : `${where}: ${code}`;
  });
  const more = error.issues.length > 3 ? `; and ${error.issues.length - 3} more` : "";
  return `The value does not have the expected shape: ${issues.join("; ")}${more}.`;
}
