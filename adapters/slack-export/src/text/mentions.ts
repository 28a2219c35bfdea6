import { EpochMs, type Mark, type MarkedTextBuilder } from "@chat-etl/model";
import { formatDate } from "./format-date.ts";
import type { Writer } from "./names.ts";

/** Slack's words for everybody, and ours. `group` is the old name of `channel` in private ones. Section 11. */
const BROADCASTS: Readonly<Record<string, "here" | "everyone">> = {
  here: "here",
  channel: "everyone",
  everyone: "everyone",
  group: "everyone",
};

/** Somebody or something named by its id; `label` is "" where the message brings none. */
export interface Named {
  readonly id: string;
  readonly label: string;
}

export function isBroadcast(word: string): boolean {
  return Object.hasOwn(BROADCASTS, word);
}

export function writeUser({ id, label }: Named, { out, names }: Writer): void {
  const shown = signed("@", label || names.user(id) || id);
  writeMarked(isId(id) ? { type: "user_mention", userId: id } : undefined, shown, out);
}

export function writeChannel({ id, label }: Named, { out, names }: Writer): void {
  const shown = signed("#", label || names.channel(id) || id);
  writeMarked(isId(id) ? { type: "conversation_mention", conversationId: id } : undefined, shown, out);
}

/** User groups are not in the export, so they are nobody's mention: only their name stays. Section 11. */
export function writeUserGroup({ id, label }: Named, { out }: Writer): void {
  out.append(signed("@", label || id));
}

export function writeBroadcast(word: string, { out }: Writer): void {
  const to = isBroadcast(word) ? BROADCASTS[word] : undefined;
  writeMarked(to === undefined ? undefined : { type: "broadcast_mention", to }, signed("@", word), out);
}

/** A link; one without a label shows its address, mail and telephone without the scheme. */
export function writeLink(url: string, label: string, { out }: Writer): void {
  const shown = label || url.replace(/^(?:mailto|tel):(?=.)/i, "");
  writeMarked(url === "" ? undefined : { type: "link", url }, shown, out);
}

/** A point in time as Slack's composer and bots write it. */
export interface DateToken {
  /** Seconds since 1970, as text. */
  readonly seconds: string;
  /** Such as `{date} at {time}`. */
  readonly format: string;
  readonly url: string;
  /** Shown where it is not empty: what the author saw. */
  readonly fallback: string;
}

export function writeDate({ seconds, format, url, fallback }: DateToken, writer: Writer): void {
  const at = EpochMs.safeParse(/^-?\d+(?:\.\d+)?$/.test(seconds) ? Math.floor(Number(seconds) * 1000) : undefined);
  if (!at.success) {
    writeLink(url, fallback || seconds, writer);
    return;
  }
  const shown = fallback || formatDate(at.data, format);
  writer.out.mark({ type: "date", at: at.data }, () => writeLink(url, shown, writer));
}

/** Custom emoji have no picture in an export, only a name. Section 13. */
export function writeCustomEmoji(name: string, out: MarkedTextBuilder): void {
  writeMarked(name === "" ? undefined : { type: "custom_emoji", name }, `:${name}:`, out);
}

function writeMarked(mark: Mark | undefined, text: string, out: MarkedTextBuilder): void {
  if (mark === undefined) out.append(text);
  else out.mark(mark, () => out.append(text));
}

/** `@name`, whether the label brings its sign along or not. */
function signed(sign: string, name: string): string {
  return name === "" || name.startsWith(sign) ? name : `${sign}${name}`;
}

function isId(id: string): boolean {
  return id !== "" && id.isWellFormed();
}
