import type { Report } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import { html, raw } from "hono/html";
import { callFor } from "../../call.ts";
import { filesText } from "../files-text.ts";
import { formatCount, formatDuration, printable } from "../format.ts";
import { fateChart, throughputChart } from "./report-charts.ts";
import { STYLE } from "./report-style.ts";

type Html = ReturnType<typeof html>;

/** Nothing is run and nothing is loaded, whatever anybody wrote. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Longer ids and names are cut: nobody reads on. */
const NAME_CHARS = 200;
const MESSAGE_CHARS = 2_000;

/** A report as one file that needs nothing else: no network, no script. */
export async function reportHtml(report: Report): Promise<string> {
  const { target, madeAt } = report;
  const title = `Migration to ${legible(target || "no target yet")}`;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
<p class="quiet">Made ${timeText(madeAt)} from the workspace <bdi>${legible(report.workspace)}</bdi>. Times are UTC. The words of messages are not in it.</p>
${verdict(report)}
${numbers(report)}
${filesOf(report)}
${throughput(report)}
${verified(report)}
${since(report)}
${groups("Rejected", report.rejects)}
${groups("Lost on the way", report.lossDetails)}
${drops(report)}
</body>
</html>
`;
  return String(await document);
}

function verdict({ kinds }: Report): Html {
  const sum = (field: "rejected" | "pending") => KINDS.reduce((all, kind) => all + kinds[kind][field], 0);
  const [rejected, pending] = [sum("rejected"), sum("pending")];
  if (pending > 0)
    return html`<p class="verdict bad">Not finished: ${formatCount(pending)} records are still to be sent.</p>`;
  if (rejected > 0)
    return html`<p class="verdict bad">Finished, but ${formatCount(rejected)} records were rejected.</p>`;
  return html`<p class="verdict good">All in: every record read is at the target, or left out by a rule named below.</p>`;
}

const COLUMNS = ["read", "added", "dropped", "staged", "written", "duplicate", "rejected", "pending"] as const;

function numbers({ kinds, passes }: Report): Html {
  return html`<h2>Records</h2>
<div class="card">${raw(fateChart(kinds))}</div>
<div class="card"><table><thead><tr><th></th>${COLUMNS.map((column) => html`<th class="number">${column}</th>`)}</tr></thead>
<tbody>${KINDS.map((kind) => html`<tr><th>${kind}</th>${COLUMNS.map((column) => cell(kinds[kind][column]))}</tr>`)}
${passes.map(
  (pass) =>
    html`<tr><th>pass ${legible(pass.pass)}</th>${["", "", "", ""].map(() => html`<td></td>`)}${(
      ["written", "duplicate", "rejected", "pending"] as const
    ).map((column) => cell(pass[column]))}</tr>`,
)}</tbody></table>
<p class="quiet">read + added = staged + dropped + unreadable; staged = written + duplicate + rejected + pending, unreadable ones apart.</p></div>`;
}

const FILE_COLUMNS = ["total", "copied", "failed", "still to come", "bytes"] as const;

function filesOf({ files, workspace, target }: Report): Html {
  if (files === undefined) return html``;
  const said = filesText(files, callFor(workspace, target)).map((sentence) => html`<p>${legible(sentence)}</p>`);
  if (files.policy !== "copy") return html`<h2>Files</h2><div class="card">${said}</div>`;
  const failed = Object.values(files.failed).reduce((sum, count) => sum + count, 0);
  return html`<h2>Files</h2>
<div class="card"><table><thead><tr>${FILE_COLUMNS.map((column) => html`<th class="number">${column}</th>`)}</tr></thead>
<tbody><tr>${[files.total, files.copied, failed, files.open, files.bytes].map((count) => cell(count))}</tr></tbody></table>${said}</div>`;
}

function throughput(report: Report): Html {
  const { timeline, quota, requests } = report;
  if (timeline === undefined) return html`<h2>Throughput</h2><p>Nothing was sent yet.</p>`;
  const { from, to, underWayMs } = timeline;
  return html`<h2>Throughput</h2>
<div class="card">${raw(throughputChart(timeline, quota))}
<p class="quiet">${formatCount(requests)} requests from ${timeText(from)} to ${timeText(to)}, ${formatDuration(to - from)}. Of that, runs were loading for ${formatDuration(underWayMs)}.</p>
${planned(report)}</div>`;
}

/** What was planned, beside what it took. */
function planned({ plan }: Report): Html {
  if (plan === undefined) return html`<p class="quiet">There was no plan: etl plan makes one.</p>`;
  const said = `${formatCount(plan.requests)} requests and ${formatDuration(plan.durationMs)}`;
  const took = `${formatCount(plan.took.requests)} and ${formatDuration(plan.took.durationMs)}`;
  return html`<p>The plan of ${timeText(plan.plannedAt)} said ${said}; so far it took ${took}, without the pauses between runs.</p>`;
}

const SORTS = ["expected", "found", "missing", "doubled", "changed", "foreign", "reordered"] as const;

function verified({ verification }: Report): Html {
  if (verification === undefined)
    return html`<h2>Verification</h2><p>The target was not read back yet: etl verify does, and compares.</p>`;
  const { status, kinds, endedAt, conversations, share, samples } = verification;
  const { compared, equal } = conversations;
  const result =
    status === "equal"
      ? html`<p class="good">Equal: what was sent is there, as it was sent.</p>`
      : html`<p class="bad">Different: what the target holds is not what was sent there.</p>`;
  return html`<h2>Verification</h2>
<div class="card">${result}${countTable(SORTS, (kind, sort) => kinds[kind][sort])}
<ul class="samples">${samples.map(({ sort, kind, id }) => html`<li>${sort}: ${kind} <bdi>${legible(id)}</bdi></li>`)}</ul>
<p class="quiet">Read back until ${timeText(Date.parse(endedAt))}; ${formatCount(equal)} of ${formatCount(compared)} conversations have all their messages as sent${share === 1 ? "" : `; a part of ${share} was compared`}.</p></div>`;
}

/** What a later reading of the source found. */
function since({ delta }: Report): Html {
  if (delta === undefined) return html``;
  return html`<h2>The source since</h2>
<div class="card">${countTable(["fresh", "equal", "changed", "vanished"], (kind, column) => delta.kinds[kind][column])}
<p class="quiet">Reading ${delta.reading}, begun ${timeText(delta.beganAt)}, compared with the one before.</p></div>`;
}

/** A row for each kind. */
function countTable<Column extends string>(
  columns: readonly Column[],
  countOf: (kind: (typeof KINDS)[number], column: Column) => number,
): Html {
  return html`<table><thead><tr><th></th>${columns.map((column) => html`<th class="number">${column}</th>`)}</tr></thead>
<tbody>${KINDS.map((kind) => html`<tr><th>${kind}</th>${columns.map((column) => cell(countOf(kind, column)))}</tr>`)}</tbody></table>`;
}

function groups(title: string, found: Report["rejects"]): Html {
  if (found.length === 0) return html`<h2>${title}</h2><p>Nothing.</p>`;
  const rows = found.map(
    ({ kind, pass, code, message, count, samples }) =>
      html`<tr><th>${pass === undefined ? kind : `pass ${pass}`}</th><td><code>${code}</code></td>${cell(count)}
<td><bdi>${legible(message, MESSAGE_CHARS)}</bdi><ul class="samples">${samples.map(sampleItem)}</ul></td></tr>`,
  );
  return table(title, "What happened, and some of the records", rows);
}

function sampleItem({ id, origin }: Report["rejects"][number]["samples"][number]): Html {
  return html`<li>${id === undefined ? "" : html`<bdi>${legible(id)}</bdi> · `}<bdi>${legible(origin)}</bdi></li>`;
}

function drops({ drops: found }: Report): Html {
  const rows = found.map(
    ({ kind, code, message, count, sample }) =>
      html`<tr><th>${kind}</th><td><code>${code}</code></td>${cell(count)}<td><bdi>${legible(message, MESSAGE_CHARS)}</bdi><ul class="samples"><li><bdi>${legible(sample)}</bdi></li></ul></td></tr>`,
  );
  return rows.length === 0 ? html`` : table("Left out by rule", "The rule, and one of the values", rows);
}

function table(title: string, last: string, rows: readonly Html[]): Html {
  return html`<h2>${title}</h2>
<div class="card"><table><thead><tr><th></th><th>code</th><th class="number">records</th><th>${last}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function cell(count: number): Html {
  return html`<td class="number">${formatCount(count)}</td>`;
}

/** `2026-11-22 10:15`. */
function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

function legible(text: string, most = NAME_CHARS): string {
  return printable(text.length > most ? `${text.slice(0, most)}…` : text);
}
