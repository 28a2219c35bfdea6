import { stringify } from "yaml";
import type { InputPlan, Line, MappingPlan, Rule } from "./plan.ts";
import { percent } from "./plan.ts";

/** A mapping as text, with what is said about it. */
export function mappingText(plan: MappingPlan, confidence: number, notes: readonly string[]): string {
  const zone = plan.isLocal
    ? [
        "# TODO: times here tell no time zone. Say in which one they were written, or give --source.zone.",
        "# zone: Europe/Berlin",
      ]
    : [];
  return [
    "# Guessed from a sample: read it, put right what is marked TODO, and look at what comes out with etl preview.",
    "# The language is described in docs/mappings.md.",
    `# Confidence: ${percent(confidence)}`,
    ...notes.map((note) => `# ${note}`),
    "mapping: 1",
    "name: my-export",
    lineText(
      { key: "dates", value: plan.dates, comment: "how times are written, where a field says nothing else" },
      "",
    ),
    ...zone,
    "inputs:",
    ...plan.inputs.flatMap(inputText),
    "",
  ].join("\n");
}

function inputText({ comment, holds, lines, once, records }: InputPlan): readonly string[] {
  const [first, ...rest] = [...lines, { key: "holds", value: holds }];
  return [
    `  # ${comment}`,
    ...(first ? [lineText(first, "  - ")] : []),
    ...rest.map((line) => lineText(line, "    ")),
    ...(once.length > 0 ? ["    once:", ...once.flatMap(ruleText)] : []),
    "    records:",
    ...records.flatMap(ruleText),
  ];
}

function ruleText({ kind, comment, lines }: Rule): readonly string[] {
  return [
    ...(comment === undefined ? [] : [`      # ${comment}`]),
    `      - kind: ${kind}`,
    ...lines.map((line) => lineText(line, "        ")),
  ];
}

function lineText({ key, value, comment }: Line, indent: string): string {
  const said = comment === undefined ? "" : `   # ${comment}`;
  if (Array.isArray(value) && value.some((one) => one instanceof Object)) {
    const blocks = stringify({ [key]: value }, { lineWidth: 0 })
      .trimEnd()
      .split("\n");
    const inner = " ".repeat(indent.length);
    return blocks.map((line, at) => (at === 0 ? `${indent}${line}${said}` : inner + line)).join("\n");
  }
  return `${indent}${key}: ${flow(value)}${said}`;
}

/** On one line. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true })
    .trimEnd()
    .replaceAll(/\n\s*/g, " ");
}
