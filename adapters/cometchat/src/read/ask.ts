import type { HttpClient } from "@chat-etl/io";
import { type Logger, TransientError } from "@chat-etl/sdk";
import * as z from "zod";

/** Whose API it is, for messages. */
export const SERVICE = "CometChat";

/** What reading a list needs. */
export interface Lister {
  readonly http: Pick<HttpClient, "get">;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A list of the REST API: its path, and what is always asked for. */
export interface List {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** One answer of a list, as it came, without secrets. */
export interface Answer {
  readonly rows: readonly unknown[];
  readonly meta: unknown;
}

/** The rows are a list; in one of the examples an object with the keys 0, 1, 2, … (CometChat sheet, 4.4). */
const Reply = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
  meta: z.unknown().optional(),
});

/** @throws GoneError, TransientError, ConfigError */
export async function ask(list: List, query: Readonly<Record<string, string>>, lister: Lister): Promise<Answer> {
  lister.signal.throwIfAborted();
  const body = await lister.http.get(list.path, { ...list.query, ...query });
  stripSecrets(body);
  const reply = Reply.safeParse(body).data;
  if (!reply) {
    throw new TransientError(`${SERVICE} answered ${named(list)} with JSON that has no list "data".`, {
      delivery: "unknown",
    });
  }
  return { rows: rowsOf(reply.data), meta: reply.meta };
}

/** The list as people see it: `GET /groups/team/members`. */
export function named({ path }: List): string {
  return `GET ${path}`;
}

/** Also where each row stands in an object of its own: `{"0": {"0": {…}}}`. */
function rowsOf(data: readonly unknown[] | Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.values(data).flatMap((row) => (isNumbered(row) ? Object.values(row) : [row]));
}

function isNumbered(row: unknown): row is object {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  const keys = Object.keys(row);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
}

/** Rows of calls hold the secret of the channel they ran over (T41). */
const SECRET = "wsChannel";

/** Takes secrets out before anything can store or log them. A loop of its own: what comes may be nested without end. */
function stripSecrets(body: unknown): void {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    Reflect.deleteProperty(value, SECRET);
    for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
}
