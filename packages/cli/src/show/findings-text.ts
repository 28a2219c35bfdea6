import type { Finding } from "@chat-etl/sdk";
import { printable, wrap } from "./format.ts";

const SIGNS: Readonly<Record<Finding["level"], string>> = { good: "ok     ", warning: "mind   ", problem: "problem" };

/** What was found at each end, for people. */
export function findingsText(
  parts: readonly { readonly title: string; readonly findings: readonly Finding[] }[],
): string {
  return parts.map(({ title, findings }) => `${title}\n${findings.map(rowOf).join("")}\n`).join("");
}

function rowOf({ level, message }: Finding): string {
  const rows = wrap(printable(message), (process.stdout.columns ?? 110) - 12);
  return `  ${SIGNS[level]}  ${rows.join(`\n${" ".repeat(11)}`)}\n`;
}
