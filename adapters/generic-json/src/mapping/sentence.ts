import type * as z from "zod";

/** What is wrong, in words for people. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(" or ")}`;
  if (issue.code === "too_small") return "must not be empty";
  if (issue.code !== "invalid_type") return issue.message;
  return issue.message.endsWith("received undefined") ? "is missing" : `must be of type ${issue.expected}`;
}
