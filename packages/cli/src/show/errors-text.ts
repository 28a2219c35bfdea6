import type { Reject, RejectGroup } from "@chat-etl/engine";
import { shellWord } from "@chat-etl/sdk";
import type { FailedFiles } from "@chat-etl/store";
import type { Call } from "../call.ts";
import { formatCount, printable, wrap } from "./format.ts";

/** Rejects by code, for people: how many, what would mend them, and where the first ones are found. */
export function groupLines(groups: readonly RejectGroup[], call: Call): string {
  const parts = groups.map((group) => {
    const first = group.first.map((reject) => `  ${nameOf(reject)}\n`).join("");
    const more =
      group.count > group.first.length
        ? `  all of them: etl errors${call.look} --code ${shellWord(printable(group.code))} --limit ${group.count}\n`
        : "";
    return `\n${formatCount(group.count)} × ${printable(group.code)}\n${indented(group.message)}${first}${more}`;
  });
  return groups.length === 0
    ? ""
    : `${parts.join("")}\n${nextSteps(
        groups.flatMap(({ first }) => first),
        call,
      )}`;
}

/** Files that could not be copied, by code and host. */
export function fileLines(files: readonly FailedFiles[], { pipeline }: Call): string {
  if (files.length === 0) return "";
  const parts = files.map(({ code, message, count, host, origin, isLasting }) => {
    const where = host === "" ? "in the export" : `at ${printable(host)}`;
    const again = isLasting ? "" : "  The next run tries them again.\n";
    return `\n${formatCount(count)} × file-${printable(code)}, files ${where}\n${indented(message)}  the first: of the message at ${printable(origin)}\n${again}`;
  });
  return `${parts.join("")}\nTo try them all again, with the options of the run: etl replay ${pipeline} --attachments copy --files\n`;
}

function nextSteps(first: readonly Reject[], { pipeline, look }: Call): string {
  const records = first.some(({ id }) => id !== undefined)
    ? `To mend records, write them to a file: etl errors${look} --export FILE\nPut them right there, and send them: etl replay ${pipeline} --from FILE\n`
    : "";
  const values = first.some(({ id }) => id === undefined)
    ? `What is called a value never became a record. Mend it at the source, then: etl run ${pipeline} --delta\n`
    : "";
  return `${records}${values}`;
}

/** One reject, for people. */
export function rejectLines(reject: Omit<Reject, "record"> & { readonly text?: string }): string {
  const text = reject.text === undefined ? "" : indented(`Text: ${visible(reject.text)}`);
  return `${nameOf(reject)}\n  ${printable(reject.code)}\n${indented(reject.message)}${text}`;
}

function nameOf({ kind, id, pass, origin }: Omit<Reject, "record">): string {
  const what = id === undefined ? `value of kind "${kind}"` : `${kind} ${JSON.stringify(id)}`;
  return printable(`${what}${pass === undefined ? "" : `, in the pass "${pass}"`}, at ${origin}`);
}

/** What turns a terminal's writing around, or hides, is shown as its number. */
function visible(text: string): string {
  return JSON.stringify(text).replaceAll(/\p{Cf}/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

function indented(text: string): string {
  const rows = wrap(printable(text), Math.max(40, (process.stdout.columns ?? 110) - 4));
  return rows.map((row) => `  ${row}\n`).join("");
}
