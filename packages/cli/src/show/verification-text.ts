import type { Sample, Verification } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import Table from "cli-table3";
import { formatCount, printable } from "./format.ts";

const COLUMNS = ["expected", "found", "missing", "doubled", "changed", "foreign", "reordered"] as const;

const MEANINGS: Readonly<Record<Sample["sort"], string>> = {
  missing: "Missing: sent, and not there",
  doubled: "Doubled: there more often than it was sent",
  changed: "Changed: there, and not as it was sent",
  foreign: "Foreign: there before the load ended, and not sent by it",
  reordered: "Reordered: stands before the message that it was sent after",
};

/** What verifying came to, for people. */
export function verificationText(verification: Verification): string {
  return [
    "",
    headline(verification),
    "",
    countsTable(verification),
    ...notes(verification),
    ...filesText(verification),
    ...Object.entries(MEANINGS).flatMap(([sort, meaning]) => samplesText(verification, sort, meaning)),
    ...(verification.advice.length > 0 ? ["", ...verification.advice] : []),
    "",
  ].join("\n");
}

function headline({ status, target, share, pending, conversations }: Verification): string {
  const part = `, in ${formatCount(conversations.compared)} conversations (--share ${share}) and of all users`;
  const looked = share === 1 ? "" : part;
  return status === "equal"
    ? `Equal${pending > 0 ? " so far" : ""}: what was sent to ${target} is there, as it was sent${looked}.`
    : `Different: what ${target} holds is not what was sent there${looked}.`;
}

function countsTable({ kinds }: Verification): string {
  const table = new Table({
    head: ["", ...COLUMNS],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...COLUMNS.map(() => "right" as const)],
  });
  for (const kind of KINDS) table.push([kind, ...COLUMNS.map((column) => formatCount(kinds[kind][column]))]);
  return table.toString();
}

function notes({ kinds, conversations, unreadable, rejected, cutOverAt }: Verification): readonly string[] {
  const sum = (column: "newer" | "elsewhere") => KINDS.reduce((all, kind) => all + kinds[kind][column], 0);
  return [
    `Conversations with all their messages as sent: ${formatCount(conversations.equal)} of ${formatCount(conversations.compared)}.`,
    ...(sum("newer") > 0
      ? [`${formatCount(sum("newer"))} things were added by people since the load ended (${cutOverAt}): no difference.`]
      : []),
    ...(sum("elsewhere") > 0
      ? [`${formatCount(sum("elsewhere"))} things stand elsewhere in the target and are none of this load's.`]
      : []),
    ...(rejected > 0 ? [`${formatCount(rejected)} records had been rejected, and are not expected.`] : []),
    ...(unreadable.count > 0
      ? [
          `${formatCount(unreadable.count)} values of the target could not be read. For one: ${printable(unreadable.places[0] ?? "")}`,
        ]
      : []),
  ];
}

const FILE_MEANINGS = {
  missing: "not in the store",
  changed: "other bytes in the store",
  unreachable: "the link does not lead to it",
} as const;

function filesText({ files }: Verification): readonly string[] {
  if (files === undefined) return [];
  const { compared, equal, samples } = files;
  const some = samples.map(({ sort, key, origin, code }) =>
    printable(`  ${key}: ${FILE_MEANINGS[sort]}${code === undefined ? "" : ` (${code})`}, read at ${origin}`),
  );
  const more =
    compared - equal > samples.length ? [`  … and ${formatCount(compared - equal - samples.length)} more`] : [];
  return [
    `Copies of files as fetched, at their new links: ${formatCount(equal)} of ${formatCount(compared)}.`,
    ...some,
    ...more,
  ];
}

function samplesText({ kinds, samples }: Verification, sort: string, meaning: string): readonly string[] {
  const some = samples.filter((sample) => sample.sort === sort);
  const [first] = some;
  if (first === undefined) return [];
  const all = KINDS.reduce((sum, kind) => sum + kinds[kind][first.sort], 0);
  const more = all > some.length ? [`  … and ${formatCount(all - some.length)} more`] : [];
  return ["", `${meaning}:`, ...some.map((sample) => printable(`  ${nameOf(sample)}`)), ...more];
}

function nameOf({ kind, id, conversation, origin, foundAt, fields }: Sample): string {
  return [
    `${kind} "${id}"`,
    ...(fields === undefined ? [] : [`(${fields.join(", ")})`]),
    ...(kind === "message" && conversation !== undefined ? [`in conversation "${conversation}"`] : []),
    ...(origin === undefined ? [] : [`read at ${origin}`]),
    ...(foundAt === undefined ? [] : [`found at ${foundAt}`]),
  ].join(", ");
}
