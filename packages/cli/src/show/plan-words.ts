import type { Plan, QuotaUse } from "@chat-etl/engine";
import { formatCount, formatDuration } from "./format.ts";

const WINDOWS: ReadonlyMap<number, string> = new Map([
  [1_000, "a second"],
  [60_000, "a minute"],
  [3_600_000, "an hour"],
]);

/** How much there is to send, how long that takes, and what a larger quota would change: sentences. */
export function planHeadlines(plan: Plan): readonly string[] {
  const { requests, durationMs, plannedAt, target, quotas, rehearsal, answerMs } = plan;
  if (requests === 0) return [`Nothing was sent, and nothing is left to send to ${target}.`];
  const end = new Date(plannedAt + durationMs).toISOString().slice(0, 16).replace("T", " ");
  return [
    `Nothing was sent. A run will send ${formatCount(requests)} requests to ${target}.`,
    `It takes ${formatDuration(durationMs)} at ${quotas.map(quotaText).join("; ")}; begun now, until ${end} UTC. Counted with ${answerMs} ms for each answer.`,
    ...quotas.flatMap((use) => twiceText(use, plan)),
    ...(rehearsal
      ? [`This rehearsal, with clocks ${rehearsal.speed} times as fast: ${formatDuration(rehearsal.durationMs)}.`]
      : []),
  ];
}

/** `60 requests a minute`, with the part that may be used and what passes at once. */
export function quotaText({ quota: { requests, perMs, share = 1, burst } }: Pick<QuotaUse, "quota">): string {
  const window = WINDOWS.get(perMs) ?? `in ${formatDuration(perMs)}`;
  const part = share === 1 ? "" : `${formatCount(Math.round(100 * share))} % of `;
  return `${part}${formatCount(requests)} requests ${window}${burst === undefined ? "" : `, ${formatCount(burst)} at once first`}`;
}

/** Only where it makes a difference: a burst may be enough, or answers may be what takes so long. */
function twiceText({ quota, twiceDurationMs }: QuotaUse, { durationMs }: Plan): readonly string[] {
  if (twiceDurationMs > 0.95 * durationMs) return [];
  const twice = quotaText({ quota: { ...quota, requests: 2 * quota.requests } });
  return [`With ${twice}: ${formatDuration(twiceDurationMs)}.`];
}

/** A row for each pass: its name, and what comes of it. */
export function passRows({ passes, parts }: Plan): readonly (readonly string[])[] {
  return passes.map(({ pass, kind, written, rejected }) => {
    const part = parts.find((one) => one.pass === pass);
    const counts = [written, rejected, part?.requests ?? 0].map(formatCount);
    return [pass, kind, ...counts, formatDuration(part?.durationMs ?? 0)];
  });
}

export const PASS_HEAD = ["", "of kind", "records", "rejected", "requests", "takes"] as const;
