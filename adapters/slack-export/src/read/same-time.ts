import type { Page } from "@chat-etl/sdk";
import { stampOf } from "../normalize/time.ts";

/** What a page says of a message beside the message itself. */
export interface SameTime {
  /** Of copies all but the one that was edited last. Sheet, section 17. */
  readonly olderCopies: ReadonlySet<unknown>;
  /** Messages at another person's `ts`, though Slack gives one only once in a conversation. */
  readonly somebodyElses: ReadonlySet<unknown>;
  /** Message → how the log of edits has it later. Sheet, section 14. */
  readonly revisions: ReadonlyMap<unknown, object>;
}

interface Newest {
  readonly message: unknown;
  readonly user: string | undefined;
  readonly edited: string;
}

export function sameTimeIn(values: Page["values"]): SameTime {
  const messages = values.flatMap((one) => ("value" in one ? [one.value] : []));
  const newest = new Map<string, Newest>();
  const olderCopies = new Set<unknown>();
  const somebodyElses = new Set<unknown>();
  for (const message of messages) {
    const ts = tsOf(message);
    if (ts === undefined) continue;
    const [edited, user] = [editedOf(message), userOf(message)];
    const first = newest.get(ts);
    const isElses = first?.user !== undefined && user !== undefined && user !== first.user;
    if (isElses) somebodyElses.add(message);
    const key = isElses ? `${ts} ${user}` : ts;
    const before = newest.get(key);
    const isNewest = before === undefined || edited >= before.edited;
    if (!isNewest) olderCopies.add(message);
    else if (before) olderCopies.add(before.message);
    if (isNewest) newest.set(key, { message, edited, user: before?.user ?? user });
  }
  return { olderCopies, somebodyElses, revisions: revisionsIn(messages, newest) };
}

/** An export has a message's last text, or so it seems; where its log of edits has a later one, that counts. */
function revisionsIn(messages: readonly unknown[], newest: ReadonlyMap<string, Newest>): ReadonlyMap<unknown, object> {
  const revisions = new Map<unknown, object>();
  for (const entry of messages) {
    const later = fieldOf(entry, "subtype") === "message_changed" ? fieldOf(entry, "message") : undefined;
    const found = newest.get(tsOf(later) ?? "");
    if (!(later instanceof Object) || found === undefined) continue;
    const known = revisions.get(found.message);
    if (editedOf(later) > (known === undefined ? found.edited : editedOf(known))) revisions.set(found.message, later);
  }
  return revisions;
}

export function fieldOf(value: unknown, name: string): unknown {
  return value instanceof Object && name in value ? Reflect.get(value, name) : undefined;
}

function tsOf(message: unknown): string | undefined {
  const ts = fieldOf(message, "ts");
  return typeof ts === "string" || typeof ts === "number" ? stampOf(ts)?.ts : undefined;
}

/** "": never. Two of them are compared as texts: they have as many digits. */
function editedOf(message: unknown): string {
  return tsOf(fieldOf(message, "edited")) ?? "";
}

/** A deleted message is Slack's own, whoever wrote it; so is what an older export does not name anybody for. */
function userOf(message: unknown): string | undefined {
  const user = fieldOf(message, "user");
  const isKnown = typeof user === "string" && user !== "" && fieldOf(message, "subtype") !== "tombstone";
  return isKnown ? user : undefined;
}
