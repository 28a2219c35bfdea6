import type * as z from "zod";

/** Names the fields and what is expected of them; never the values, which may be somebody's words. */
export function shapeProblem(error: z.ZodError): string {
  const issues = error.issues.slice(0, 3).map((issue) => {
    const { path, code, message } = issue;
    const where = path.length === 0 ? "the value" : `"${path.join(".")}"`;
    if (code === "unrecognized_keys")
      return `${where}: ${issue.keys.map((key) => `"${key}"`).join(", ")} is no field of it`;
    if (message.endsWith("received undefined")) return `${where}: is missing`;
    return code === "invalid_type" || code === "custom" ? `${where}: ${message}` : `${where}: ${code}`;
  });
  const more = error.issues.length > 3 ? `; and ${error.issues.length - 3} more` : "";
  return `The value does not have the expected shape: ${issues.join("; ")}${more}.`;
}
