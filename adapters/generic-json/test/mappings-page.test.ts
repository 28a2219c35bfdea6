import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkMapping } from "../src/mapping/check-mapping.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/mappings.md"), "utf8");

/** What the page shows a part of: of a message's rule, or of the mapping itself. */
const AROUND: Readonly<Record<string, (part: string) => string>> = {
  record: (part) => `${mapping("kind: message, id: a, conversationId: b, authorId: c, sentAt: d")}${indented(part)}`,
  mapping: (part) => `${mapping("kind: user, id: id, displayName: name")}${part}`,
};

/** A whole mapping of one rule, to which further lines may be added. */
function mapping(rule: string): string {
  const fields = rule.split(", ").map((field, at) => `${at === 0 ? "      - " : "        "}${field}\n`);
  return `mapping: 1\nname: my\ndates: s\ninputs:\n  - files: "*.json"\n    records:\n${fields.join("")}`;
}

function indented(part: string): string {
  return part.replaceAll(/^/gm, "        ");
}

it.each(
  [...PAGE.matchAll(/^```yaml part="(\w+)"\n(.*?)^```$/gms)].map(([, around = "", part = ""]) => ({ around, part })),
)("docs/mappings.md shows parts of a $around that are right: $part", ({ around, part }) => {
  expect(() => checkMapping("page.yaml", AROUND[around]?.(part.trimEnd()) ?? "")).not.toThrow();
  expect(() => checkMapping("page.yaml", AROUND[around]?.(part.replace(":", "x:").trimEnd()) ?? "")).toThrow();
});
