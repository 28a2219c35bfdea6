import type * as z from "zod";

type Issue = z.core.$ZodIssue;

/** What is wrong with one entry, in words for people: `limit must be more than 0`. */
export function problemOf(issue: Issue): string {
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is not known`;
  return `${issue.path.join(".")} ${sentenceOf(issue)}`;
}

/** The same of an option, whose value is text: given twice, it comes as a list. */
export function optionProblem(issue: Issue, given: unknown): string {
  return Array.isArray(given) && issue.path.length === 1
    ? `was given ${given.length === 2 ? "twice" : `${given.length} times`}: give it once`
    : sentenceOf(issue);
}

/** The same without the entry's name: `must be more than 0`. */
function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be a ${issue.expected === "int" ? "whole number" : issue.expected}`;
    case "too_small":
      return issue.origin === "string"
        ? "must not be empty"
        : `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    default:
      return issue.message.startsWith("must ") ? issue.message : `is not right (${issue.message})`;
  }
}
