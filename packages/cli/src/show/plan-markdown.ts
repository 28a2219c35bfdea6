import type { Plan, SampledGroup } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { formatCount } from "./format.ts";
import { code, list, numbersTable, plain } from "./markdown.ts";
import { PASS_HEAD, passRows, planHeadlines } from "./plan-words.ts";
import { planFilesText } from "./planned-files-text.ts";

/** A plan as a document in Markdown, with samples of whatever is rejected or lost. */
export function planMarkdown(plan: Plan): string {
  const { target, rejects, lossDetails, unknowns, notices } = plan;
  const passes = passRows(plan);
  return [
    `# Plan for ${code(target)}`,
    [...planHeadlines(plan), ...planFilesText(plan)].map(plain).join("\n"),
    kindTable(plan),
    ...(passes.length > 0 ? ["## Passes", numbersTable(PASS_HEAD, passes)] : []),
    ...groups("Will be rejected", rejects),
    ...groups("Will be lost on the way", lossDetails),
    ...drops(plan),
    ...(notices.length > 0 ? ["## To mind", list(notices.map(({ message }) => plain(message)))] : []),
    "## Not known beforehand",
    list(unknowns.map(plain)),
    "",
  ].join("\n\n");
}

function kindTable({ kinds, open, requestsByKind }: Plan): string {
  const head = ["kind", "read", "staged", "still to do", "nothing to send", "rejected", "requests"];
  const rows = KINDS.map((kind) => {
    const { read, staged, implied, rejected } = kinds[kind];
    return [kind, ...[read, staged, open[kind], implied, rejected, requestsByKind[kind]].map(formatCount)];
  });
  return numbersTable(head, rows);
}

function groups(title: string, found: readonly SampledGroup[]): readonly string[] {
  if (found.length === 0) return [];
  return [`## ${title}`, ...found.flatMap(groupOf)];
}

function groupOf({ kind, pass, code: name, count, message, samples }: SampledGroup): readonly string[] {
  const where = pass === undefined ? `kind "${kind}"` : `pass "${pass}"`;
  const first = count > samples.length ? `The first ${formatCount(samples.length)}:` : "Each:";
  return [
    `### ${code(name)}: ${formatCount(count)} of ${where}`,
    plain(message),
    ...(samples.length > 0 ? [first, list(samples.map(sampleOf))] : []),
  ];
}

function sampleOf({ id, origin }: SampledGroup["samples"][number]): string {
  return id === undefined ? code(origin) : `${code(id)}, from ${code(origin)}`;
}

function drops({ drops: found }: Plan): readonly string[] {
  if (found.length === 0) return [];
  return [
    "## Left out",
    list(found.map(({ count, kind, message }) => `${formatCount(count)} × ${kind}: ${plain(message)}`)),
  ];
}
