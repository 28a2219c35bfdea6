import { isDeepStrictEqual } from "node:util";
import { type ChatRecord, idOf, type Kind, type Message, type User } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import {
  type Expected,
  expectedGroup,
  expectedMember,
  expectedPair,
  expectedUser,
  fitId,
  hrefOf,
  isPair,
  plain,
  toSecond,
} from "./expected.ts";
import { expectedMessage, joined } from "./expected-message.ts";
import { GONE, LOSS_FIELDS, SPLITTING } from "./loss-fields.ts";
import type { Told, Trip } from "./round-trip.ts";

/** Fields that stay, whatever had to be left out of metadata for its size. */
const NEVER_TRIMMED: readonly string[] = ["kind", "id", "conversationId", "userId", "authorId", "text"];

/** All that came back otherwise than it went and is explained by no loss, in sentences. */
export function unexplained({
  isRestored = true,
  ...given
}: Trip & { readonly isRestored?: boolean }): readonly string[] {
  const trip = isRestored ? given : { ...given, back: given.back.map(named) };
  const hasPasses = trip.summary.passes.length > 0;
  const problems: string[] = [];
  const back = new Map(trip.back.map((record) => [`${record.kind} ${idOf(record)}`, record]));
  const expected = new Set<string>();
  const users = only(trip.back, "user");
  const messages = Map.groupBy(only(trip.back, "message"), ({ extra }) => String(extra.sourceId));
  const nameOf = (uid: string) => users.find(({ id }) => id === uid)?.displayName;
  const known = new Set(trip.told.flatMap(({ record }) => (record.kind === "user" ? [record.id] : [])));

  function check(told: Told, wanted: Expected, found: Expected | undefined): void {
    problems.push(
      ...(isRestored ? differences(told, wanted, found, true) : differences(told, bare(wanted, told), found, false)),
    );
  }
  for (const told of trip.told) {
    const { record, losses, reject } = told;
    if (record.kind === "message") {
      const parts = messages.get(record.id) ?? [];
      for (const part of parts) expected.add(`message ${part.id}`);
      if (reject !== undefined) {
        if (parts.length > 0) problems.push(`${nameFor(told)} was rejected and is there`);
        continue;
      }
      problems.push(...partProblems(told, parts));
      const around = { conversation: factsOf(told), nameOf, isKnown: (id: string) => known.has(id), hasPasses };
      check(told, expectedMessage(record, around), parts.length === 0 ? undefined : joined(parts, hasPasses));
      continue;
    }
    const wanted = expectedOf(told, trip);
    if (wanted === undefined) continue;
    const key = `${record.kind} ${idOf(wanted as unknown as ChatRecord)}`;
    expected.add(key);
    const found = back.get(key);
    if ([...losses].some((code) => GONE.has(code)) && !(found && losses.has("owner-joined"))) {
      if (found) problems.push(`${nameFor(told)} is there, though it was left out`);
    } else check(told, wanted, found && normalized(found));
  }
  const owners = new Set(only(trip.back, "conversation").map(({ id, ownerId }) => `${id}/${ownerId}`));
  for (const [key, record] of back) {
    // A group's owner may become its member by that alone.
    if (record.kind === "membership" && owners.has(`${record.conversationId}/${record.userId}`)) continue;
    if (!expected.has(key)) problems.push(`${record.kind} "${idOf(record)}" is there and nobody sent it`);
  }
  return [...problems, ...disorder(trip)];
}

/** A message that was read as it is, named by the first source's id like one that was restored. */
function named(record: ChatRecord): ChatRecord {
  if (record.kind !== "message") return record;
  const { sourceId, part } = record.metadata;
  return { ...record, extra: { sourceId: sourceId ?? null, ...(part === undefined ? {} : { part }) } };
}

/** What CometChat itself knows of a record, without what stands in metadata. */
function bare(wanted: Expected, { record, losses }: Told): Expected {
  const isOwn = losses.has("system-custom") || losses.has("mention-escaped");
  // To who reads it as it is, an app's own message of type "location" is a place.
  const isPlace = record.kind === "message" && record.extra.customType === "location";
  const fields = BARE[record.kind].filter(
    (field) => !(field === "text" && isOwn) && !(field === "location" && isPlace),
  );
  const kept = Object.fromEntries(fields.map((field) => [field, wanted[field]]));
  return {
    ...kept,
    ...(record.kind === "message" && !losses.has("sent-at") ? { sentAt: toSecond(record.sentAt) } : {}),
  };
}

const BARE = {
  user: ["id", "displayName", "avatarUrl", "profileUrl", "tags", "lastActiveAt"],
  conversation: ["id", "imageUrl", "tags"],
  membership: ["conversationId", "userId", "role", "state", "joinedAt"],
  message: ["conversationId", "authorId", "text", "tags", "location"],
} as const;

function only<K extends Kind>(records: readonly ChatRecord[], kind: K): readonly ChatRecord<K>[] {
  return records.filter((record): record is ChatRecord<K> => record.kind === kind);
}

function nameFor({ record }: Told): string {
  return `${record.kind} ${JSON.stringify(idOf(record))}`;
}

function factsOf(told: Told): ConversationFacts {
  if (told.conversation === undefined) throw new Error(`${nameFor(told)} came without its conversation.`);
  return told.conversation;
}

/** Undefined: nothing is expected of the record. */
function expectedOf(told: Told, { told: all, summary }: Trip): Expected | undefined {
  const { record } = told;
  if (record.kind === "user") {
    if (record.type === "system") return undefined;
    const wanted = expectedUser(record);
    return summary.passes.length === 0 ? wanted : { ...wanted, ...relationsOf(record, all) };
  }
  const facts = factsOf(told);
  if (!isPair(facts)) {
    if (record.kind !== "membership") return expectedGroup(facts.record);
    const wanted = expectedMember(record, facts);
    // How far members of a group had read can be brought, and nobody but themselves can ask for it.
    return summary.passes.length === 0 ? wanted : { ...wanted, lastReadAt: undefined };
  }
  // A pair is there by its messages.
  const hasMessages = all.some(
    (one) => one.record.kind === "message" && one.reject === undefined && one.record.conversationId === facts.record.id,
  );
  if (!hasMessages) return undefined;
  return record.kind === "membership" ? expectedMember(record, facts) : expectedPair(facts);
}

/** Friends are so on both sides, and who is deactivated has and is none any more. */
function relationsOf(user: User, told: Trip["told"]): Expected {
  const there = told.flatMap(({ record }) =>
    record.kind === "user" && !isOff(record) && record.id !== user.id ? [record] : [],
  );
  if (isOff(user)) return { friendIds: [], blockedIds: [] };
  const friends = there.filter(({ id, friendIds }) => friendIds.includes(user.id) || user.friendIds.includes(id));
  const blocked = there.filter(({ id }) => user.blockedIds.includes(id));
  return {
    friendIds: friends.map(({ id }) => fitId(id)).sort(),
    blockedIds: blocked.map(({ id }) => fitId(id)).sort(),
  };
}

function isOff({ state }: User): boolean {
  return state === "deactivated" || state === "deleted";
}

function normalized(record: ChatRecord): Expected {
  if (record.kind === "user") {
    const { roleDetails: _, ...extra } = record.extra;
    const { avatarUrl, profileUrl, friendIds, blockedIds } = record;
    const urls = { avatarUrl: hrefOf(avatarUrl), profileUrl: hrefOf(profileUrl) };
    return { ...record, ...urls, extra, friendIds: [...friendIds].sort(), blockedIds: [...blockedIds].sort() };
  }
  if (record.kind === "conversation") return { ...record, imageUrl: hrefOf(record.imageUrl) };
  if (record.kind !== "membership") return { ...record };
  // What CometChat counts itself.
  const { bannedAt: _, unreadMessageCount: __, ...extra } = record.extra;
  return { ...record, extra };
}

/** The fields that came back otherwise and may not. */
function differences(told: Told, wanted: Expected, found: Expected | undefined, isWhole: boolean): readonly string[] {
  if (found === undefined) return [`${nameFor(told)} is not there`];
  const codes = [...told.losses];
  const unknown = codes.filter(
    (code) =>
      LOSS_FIELDS[code] === undefined && !GONE.has(code) && code !== "trimmed-field" && code !== "former-joined",
  );
  const allowed = new Set(codes.flatMap((code) => LOSS_FIELDS[code] ?? []));
  const isTrimmed = told.losses.has("trimmed-field");
  const fields = new Set([...Object.keys(wanted), ...(isWhole ? Object.keys(found) : [])]);
  for (const field of notCompared(told)) fields.delete(field);
  const differing = [...fields].filter((field) => !isSame(field, wanted[field], found[field]));
  const bad = differing.filter((field) => !allowed.has(field) && !(isTrimmed && !NEVER_TRIMMED.includes(field)));
  return [
    ...unknown.map((code) => `${nameFor(told)} has the loss "${code}", which is not in the table`),
    ...bad.map(
      (field) => `${nameFor(told)}: ${field} is ${shown(found[field])} instead of ${shown(wanted[field])} (${codes})`,
    ),
  ];
}

/** What CometChat or the way of reading decides. */
function notCompared({ record, conversation }: Told): readonly string[] {
  if (record.kind === "user") {
    // An app knows when it changed a user, and when a pass deactivated him.
    const own = [...(record.updatedAt === undefined ? ["updatedAt"] : []), ...(isOff(record) ? ["deactivatedAt"] : [])];
    return own.filter((field) => record[field as "updatedAt" | "deactivatedAt"] === undefined);
  }
  if (record.kind === "message") return ["id"];
  // What was read in a pair stands in its messages' receipts; when it began and who joined it when, nowhere.
  const inPair = ["createdAt", "joinedAt", "joinedAtIsEstimated", "notify", "isFavorite", "lastReadAt", "leftAt"];
  const always = record.kind === "membership" ? ["evidence"] : ["lastMessageId", "isPlaceholder"];
  return conversation && isPair(conversation) ? [...always, ...inPair] : always;
}

function isSame(field: string, wanted: unknown, found: unknown): boolean {
  if (field === "joinedAt") return Math.abs(Number(wanted ?? 0) - Number(found ?? 0)) <= 1_000;
  if (field === "attachments") return sameAttachments(wanted as readonly Expected[], found as readonly Expected[]);
  const [one, other] = [plain(wanted), plain(found)];
  return isDeepStrictEqual(one === "" ? undefined : one, other === "" ? undefined : other);
}

/** What was not told may have been derived. */
function sameAttachments(wanted: readonly Expected[], found: readonly Expected[]): boolean {
  if (wanted.length !== found.length) return false;
  return wanted.every((one, index) =>
    Object.entries(one).every(([name, value]) => isDeepStrictEqual(plain(value), plain(found[index]?.[name]))),
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}

/** A message comes once, in one piece unless a loss says otherwise; its parts follow it in order. */
function partProblems(told: Told, parts: readonly Message[]): readonly string[] {
  const numbers = parts.map(({ extra }) => Number(extra.part ?? 1));
  const isOrdered = numbers.every((number, index) => number === index + 1);
  const isWhole = parts.length <= 1 || SPLITTING.some((code) => told.losses.has(code));
  return [
    ...(isOrdered ? [] : [`${nameFor(told)} came in the parts ${numbers}`]),
    ...(isWhole ? [] : [`${nameFor(told)} came in ${parts.length} parts, and no loss tells so`]),
  ];
}

/** Messages of a conversation stand in the app in the order they were sent. */
function disorder({ told, back }: Trip): readonly string[] {
  const order = new Map(
    back.flatMap((record) =>
      record.kind === "message" && record.extra.part === undefined
        ? [[String(record.extra.sourceId), Number(record.id)] as const]
        : [],
    ),
  );
  const sent = told.flatMap(({ record }, index) =>
    record.kind === "message" && order.has(record.id) ? [{ record, index }] : [],
  );
  const talks = Map.groupBy(sent, ({ record }) => record.conversationId);
  return [...talks].flatMap(([talk, messages]) => {
    const sorted = [...messages].sort(
      (a, b) => a.record.sentAt - b.record.sentAt || (a.record.rank ?? 0) - (b.record.rank ?? 0) || a.index - b.index,
    );
    const places = sorted.map(({ record }) => order.get(record.id) ?? 0);
    return places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))
      ? []
      : [`the messages of "${talk}" are out of order: ${places}`];
  });
}
