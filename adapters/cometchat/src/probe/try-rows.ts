import type { HttpAnswer } from "@chat-etl/io";
import { codeOf, IMPORT_PATH } from "../failure.ts";
import { outcomesOf } from "../verdicts.ts";
import { WireImportAnswer } from "../wire.ts";
import type { ProbeApp } from "./app.ts";

/** The four endpoints: the wrapper's name, and the field in which an entry repeats its key. */
const ID_FIELDS = { users: "uid", groups: "guid", members: "memberId", messages: "muid" } as const;
export type Wrapper = keyof typeof ID_FIELDS;

export type Row = Readonly<Record<string, unknown>>;

export interface Verdict {
  /** Whether it is in, now or already. */
  readonly isTaken: boolean;
  /** Why not; `written` or `duplicate` if it is. */
  readonly code: string;
  /** CometChat's own id, of a message. */
  readonly id?: string | undefined;
}

export interface Tried {
  /** The answer to all rows together. */
  readonly answer: HttpAnswer;
  of(row: Row): Verdict;
}

/**
 * Imports rows by one request. Those without a verdict are sent once more, each alone: one row can poison the others
 * (T2), and an error of a moment must not pass for a refusal.
 */
export async function tryRows(app: ProbeApp, wrapper: Wrapper, rows: readonly Row[]): Promise<Tried> {
  const { answer, verdicts } = await sendRows(app, wrapper, rows);
  const all = new Map(verdicts);
  for (const row of rows) {
    const key = keyOf(row, wrapper);
    if (all.has(key)) continue;
    const again = await sendRows(app, wrapper, [row]);
    all.set(key, again.verdicts.get(key) ?? { isTaken: false, code: reasonOf(again.answer) });
  }
  return { answer, of: (row) => all.get(keyOf(row, wrapper)) ?? { isTaken: false, code: "NO_VERDICT" } };
}

/** The code of a refusal as a whole, or its status. */
export function reasonOf({ status, body }: HttpAnswer): string {
  return codeOf(body) ?? (status < 300 ? "NO_VERDICT" : `HTTP_${status}`);
}

/** Those without a verdict are missing. */
async function sendRows(app: ProbeApp, wrapper: Wrapper, rows: readonly Row[]) {
  const entries = Object.fromEntries(rows.map((row) => [keyOf(row, wrapper), row]));
  const path = `${IMPORT_PATH}${wrapper}`;
  const answer = await app.ask({ method: "POST", path, body: { [wrapper]: entries } });
  const keys = Object.keys(entries);
  const verdicts = new Map<string, Verdict>();
  const read = WireImportAnswer.safeParse(answer.body);
  if (!read.success) return { answer, verdicts };
  const outcomes = outcomesOf(read.data, { keys, named: `POST ${path}`, keepsId: wrapper === "messages" });
  for (const [index, outcome] of outcomes.entries()) {
    const key = keys[index] ?? "";
    if (outcome.status === "rejected") verdicts.set(key, { isTaken: false, code: outcome.reason.code });
    else if (outcome.status !== "retry")
      verdicts.set(key, { isTaken: true, code: outcome.status, id: outcome.targetId });
  }
  return { answer, verdicts };
}

function keyOf(row: Row, wrapper: Wrapper): string {
  return String(row[ID_FIELDS[wrapper]]);
}
