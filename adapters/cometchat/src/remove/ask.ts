import type { HttpClient, HttpRequest } from "@chat-etl/io";
import type { Removed, RemoveOptions } from "@chat-etl/sdk";
import { codeOf, plainCode } from "../failure.ts";
import { GONE } from "../passes/refusals.ts";
import { sendOnce } from "../passes/senders.ts";

/** A call whose requests each have had their turn. */
export interface Asking {
  readonly http: HttpClient;
  readonly options: RemoveOptions;
  /** To be waited for before every request. */
  turn(): Promise<void>;
}

export const REMOVED: Removed = { status: "removed" };

/** Codes that say: it is not there, or not any more. */
const NOT_THERE: ReadonlySet<string> = new Set([...GONE, "ERR_NOT_A_MEMBER", "ERR_GROUP_NOT_JOINED"]);

/** Why something stays, by code: the same sentence for each. */
const REASONS = {
  "no-mark": "It does not carry the marks of this load (any more), so that it may be somebody else's.",
  "holds-others":
    "The group holds messages that this load did not bring, or that could not be removed. They stay, and so does the group with its members.",
  "still-speaks":
    "Messages from or to this user are there that this load did not bring, or that could not be removed. They stay, and so does the user.",
} as const satisfies Readonly<Record<string, string>>;

export function kept(code: keyof typeof REASONS): Removed {
  return { status: "kept", reason: { code, message: REASONS[code] } };
}

/** Reads. Missing: it is not there. @throws as any request */
export async function read(
  { http, options, turn }: Asking,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  await turn();
  const { status, body } = await sendOnce(http, { method: "GET", path, query }, options);
  return status >= 400 ? undefined : body;
}

/** Removes; what is gone already is removed, and what is refused stays. */
export async function remove(
  { http, options, turn }: Asking,
  path: string,
  body?: HttpRequest["body"],
): Promise<Removed> {
  await turn();
  const answer = await sendOnce(http, { method: "DELETE", path, ...(body === undefined ? {} : { body }) }, options);
  if (answer.status < 300) return REMOVED;
  const code = plainCode(codeOf(answer.body) ?? `HTTP_${answer.status}`);
  if (NOT_THERE.has(code)) return REMOVED;
  return { status: "kept", reason: { code, message: `CometChat refuses to remove it, with ${code}.` } };
}
