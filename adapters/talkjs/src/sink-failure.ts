import type { HttpAnswer, HttpRequest } from "@chat-etl/io";
import { BatchError } from "@chat-etl/sdk";
import { codeOf, failureOf } from "./failure.ts";

/** What the names of the sink's variables begin with: those of the source have the plain name. */
export const VARIABLES = "TALKJS_TARGET";

/** Statuses that speak of what was sent, and not of who sent it or where to. */
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 413, 414, 415, 422]);

/** What an answer to the sink means: what refuses one thing that was sent is a `BatchError`, all else is as for reading. */
export function sinkFailureOf(answer: HttpAnswer, request: HttpRequest): Error | undefined {
  const { status, body } = answer;
  // In a real app a 404 with an object speaks of a user or conversation; one for the app or the route is plain text.
  const isMissing = status === 404 && typeof body === "object" && body !== null;
  const code = codeOf(body) ?? `HTTP_${status}`;
  // The key is refused by other codes; this one is about who wrote (TalkJS sheet, 2.2).
  const isOutside = status === 403 && code === "NOT_A_PARTICIPANT";
  if (!isMissing && !isOutside && !REFUSALS.has(status)) return failureOf(answer, request, VARIABLES);
  const said = `TalkJS answered ${request.method} ${kindOfPath(request.path)} with status ${status} (${code})`;
  return new BatchError(
    code,
    `${said}: it refuses what was sent. A field is malformed or too large, or somebody it names is not there: correct it.`,
  );
}

/** The path without ids: a refusal is counted by its sentence. */
function kindOfPath(path: string): string {
  return path.replaceAll(/(users|conversations|participants|messages|reactions)\/[^/]+/g, "$1/…");
}
