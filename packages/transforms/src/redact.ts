import type { Attachment, ChatRecord, Json, JsonObject } from "@chat-etl/model";
import { ConfigError, defineTransform, type Transform } from "@chat-etl/sdk";
import { redactText, replaceMatches } from "./redact-text.ts";
import { eachOf, patched } from "./same-if-equal.ts";

export interface Redaction {
  /** What is taken out, wherever it matches. */
  readonly pattern: RegExp;
  /** What stands in its place, as it is. Default: `[redacted]`. */
  readonly with?: string;
}

/** What stands in the place of what is taken out, unless something else is named; and of a name of which nothing is left. */
const REDACTED = "[redacted]";

type Replace = (text: string) => string;

/**
 * Replaces what matches a pattern: in texts, names, titles and descriptions, names of attachments, tags, and all strings
 * of `metadata` and `extra`. Of addresses and phone numbers those that match are taken away, and so are links that lead
 * to what matches, in texts, previews and profiles. Ids stay, and so do the addresses of files and pictures, which a target may need to fetch them.
 *
 * @throws ConfigError the pattern is empty
 */
export function redact({ pattern: given, with: stand = REDACTED }: Redaction): Transform {
  const pattern = new RegExp(given.source, `${given.flags.replaceAll(/[gy]/g, "")}g`);
  if (pattern.source === "(?:)")
    throw new ConfigError("The pattern to redact is empty. Name one that matches something.");
  return defineTransform({
    name: "redact",
    summary: `Replaces what matches ${String(given)} with "${stand}".`,
    options: { pattern: pattern.source, flags: pattern.flags, with: stand },
    apply: (record) => redacted(record, { pattern, stand }),
  });
}

function redacted(record: ChatRecord, tools: { readonly pattern: RegExp; readonly stand: string }): ChatRecord {
  const replace: Replace = (text) => replaceMatches(text, tools);
  const ownerless = withoutWords(record, replace);
  if (ownerless.kind !== "message") return ownerless;
  const shown = keptOf(ownerless.attachments, (one) => !isLinkTo(one, replace));
  const attachments = eachOf(shown, (one): Attachment => inFields(one, ["name", "title"], replace));
  return patched(ownerless, { ...redactText(ownerless, tools), attachments });
}

/** A preview of a link that leads to what matches: a target may write its address into the text. */
function isLinkTo({ kind, url = "", thumbnailUrl = "" }: Attachment, replace: Replace): boolean {
  return kind === "link" && [url, thumbnailUrl].some((address) => replace(address) !== address);
}

/** All of a record but a message's text and attachments. */
function withoutWords(record: ChatRecord, replace: Replace): ChatRecord {
  const extra = inJson(record.extra, replace) as JsonObject;
  if (record.kind === "membership") return patched(record, { extra });
  const metadata = inJson(record.metadata, replace) as JsonObject;
  const common = { extra, metadata, tags: eachOf(record.tags, replace) };
  if (record.kind === "message") return patched(record, common);
  if (record.kind === "conversation") {
    const named = inFields(record, ["title", "topic", "description", "category"], replace);
    return patched(named, { ...common, welcomeMessages: eachOf(record.welcomeMessages, replace) });
  }
  const named = inFields(record, ["username", "fullName", "title", "statusText", "role"], replace);
  const displayName = replace(record.displayName) || REDACTED;
  const isUntouched = (text: string) => replace(text) === text;
  const [emails, phones] = [record.emails, record.phones].map((list) => keptOf(list, isUntouched));
  const user = patched(named, { ...common, displayName, emails, phones });
  const { profileUrl, ...others } = user;
  return profileUrl === undefined || isUntouched(profileUrl) ? user : others;
}

/** Those of some fields that are there. */
function inFields<R extends object, Name extends keyof R & string>(
  record: R & { readonly [N in Name]?: string | undefined },
  names: readonly Name[],
  replace: Replace,
): R {
  const there = names.flatMap((name) => {
    const text = record[name];
    return text === undefined ? [] : [[name, replace(text)] as const];
  });
  return patched<R>(record, Object.fromEntries(there) as Partial<R>);
}

/** Those of a list that stay: half an address is none. The very same list if all do. */
function keptOf<T>(list: T[], stays: (member: T) => boolean): T[] {
  const kept = list.filter(stays);
  return kept.length === list.length ? list : kept;
}

/** The very same value if nothing in it matches. Keys stay. */
function inJson(value: Json, replace: Replace): Json {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return eachOf(value, (member) => inJson(member, replace));
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).map(([name, member]) => [name, inJson(member, replace)] as const);
  return patched(value, Object.fromEntries(members));
}
