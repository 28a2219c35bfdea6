import type { Page } from "@chat-etl/sdk";
import { stampOf } from "../normalize/time.ts";

/**
 * What a message is beside another one of its page that has the same `ts`: a copy that was edited earlier; or somebody
 * else's, though Slack gives a `ts` once in a conversation.
 */
export type SameTime = ReadonlyMap<unknown, "isOlderCopy" | "isSomebodyElses">;

interface Newest {
  readonly message: unknown;
  readonly user: unknown;
  readonly edited: string;
}

/** Of copies the one that was edited last counts, of those the last. Sheet, section 17. */
export function sameTimeIn(values: Page["values"]): SameTime {
  const newest = new Map<string, Newest>();
  const same = new Map<unknown, "isOlderCopy" | "isSomebodyElses">();
  for (const message of values.flatMap((one) => ("value" in one ? [one.value] : []))) {
    const ts = tsOf(message);
    if (ts === undefined) continue;
    const edited = String(fieldOf(fieldOf(message, "edited"), "ts") ?? "");
    const user = userOf(message);
    const first = newest.get(ts);
    const isElses = first?.user !== undefined && user !== undefined && user !== first.user;
    if (isElses) same.set(message, "isSomebodyElses");
    const key = isElses ? `${ts} ${user}` : ts;
    const before = newest.get(key);
    const isNewest = before === undefined || edited >= before.edited;
    if (!isNewest) same.set(message, "isOlderCopy");
    else if (before) same.set(before.message, "isOlderCopy");
    if (isNewest) newest.set(key, { message, edited, user: before?.user ?? user });
  }
  return same;
}

export function fieldOf(value: unknown, name: string): unknown {
  return value instanceof Object && name in value ? Reflect.get(value, name) : undefined;
}

function tsOf(message: unknown): string | undefined {
  const ts = fieldOf(message, "ts");
  return typeof ts === "string" || typeof ts === "number" ? stampOf(ts)?.ts : undefined;
}

/** A deleted message is Slack's own, whoever wrote it; so is what an older export does not name anybody for. */
function userOf(message: unknown): string | undefined {
  const user = fieldOf(message, "user");
  const isKnown = typeof user === "string" && user !== "" && fieldOf(message, "subtype") !== "tombstone";
  return isKnown ? user : undefined;
}
