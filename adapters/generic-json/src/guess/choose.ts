import {
  CONVERSATION_WORDS,
  EDITED_WORDS,
  ID_WORDS,
  LATER_WORDS,
  MESSAGE_WORDS,
  NAME_WORDS,
  NUMBER_WORDS,
  SENT_WORDS,
  TEXT_WORDS,
  TITLE_WORDS,
  USER_WORDS,
  type Words,
  weight,
} from "./names.ts";
import type { Field } from "./profile.ts";

/** A field that was taken for something, how surely (0 to 1), and what else might have been. */
export interface Choice {
  readonly field: Field;
  readonly score: number;
  readonly others: readonly Field[];
}

export type Scorer = (field: Field) => number;

/** Below this a field is not taken. */
const SURE_ENOUGH = 0.25;

/** The field with the best score. Of equal ones the first. */
export function choose(fields: readonly Field[], scorer: Scorer, least = SURE_ENOUGH): Choice | undefined {
  const scored = fields
    .map((field) => ({ field, score: Math.min(1, scorer(field)) }))
    .filter(({ score }) => score >= least);
  const [best, ...rest] = scored.sort((a, b) => b.score - a.score);
  return best && { ...best, others: rest.map(({ field }) => field).slice(0, 3) };
}

/** Where in its words a field says that it describes something else: `reply.user.id` is no author. */
const ELSEWHERE: Words = {
  reply: 1,
  parent: 1,
  quoted: 1,
  mention: 1,
  mentioned: 1,
  reaction: 1,
  last: 1,
  edited: 1,
  deleted: 1,
  to: 1,
  recipient: 1,
  target: 1,
  forwarded: 1,
  via: 1,
  root: 1,
  avatar: 1,
  pinned: 1,
  thumbnail: 1,
  unsigned: 1,
  previous: 1,
};

/** Last words that say that a field is not the thing itself, but something about it. */
const ABOUT: Words = {
  type: 1,
  kind: 1,
  url: 1,
  color: 1,
  count: 1,
  format: 1,
  mime: 1,
  status: 1,
  state: 1,
  lang: 1,
  language: 1,
  locale: 1,
  avatar: 1,
  image: 1,
  icon: 1,
  role: 1,
  version: 1,
  size: 1,
  description: 1,
  topic: 1,
  bio: 1,
  title: 1,
  email: 1,
  mimetype: 1,
  contenttype: 1,
  discriminator: 1,
};

function repeats({ values, distinct }: Field): boolean {
  return values.length < 10 || distinct < values.length * 0.9;
}

function isScalar({ values, share }: Field): boolean {
  return values.length > 0 && share > 0 && !values.some((value) => typeof value === "boolean");
}

function sharedWith({ values }: Field, ids: ReadonlySet<string>): number {
  if (ids.size === 0 || values.length === 0) return 0;
  return values.filter((value) => ids.has(String(value))).length / values.length;
}

/** When it was sent: a time, by its name not that of something later. */
export const sentAt: Scorer = (field) => {
  if (field.time === undefined || weight(field.words, LATER_WORDS) > 0) return 0;
  if (weight(field.lastWords, { id: 1 }) > 0) return 0;
  const named = weight(field.words, SENT_WORDS);
  const byForm = typeof field.time.form === "object" || field.time.form === "iso" ? 0.5 : 0.25;
  const depth = field.path.filter((key) => !key.startsWith("$")).length > 2 ? 0.8 : 1;
  return (named > 0 ? 0.5 + named / 2 : byForm) * (field.share < 0.5 ? field.share : 1) * depth;
};

export const editedAt: Scorer = (field) =>
  field.time === undefined
    ? 0
    : weight(field.words, EDITED_WORDS) * (weight(field.words, { deleted: 1, read: 1 }) > 0 ? 0 : 1);

/** What was said: text with several words in it. */
export const text: Scorer = (field) => {
  if (field.time !== undefined || !field.values.some((value) => typeof value === "string")) return 0;
  if (weight(field.words, ELSEWHERE) > 0 && weight(field.lastWords, TEXT_WORDS) < 1) return 0;
  const isAbout =
    weight(field.lastWords, ABOUT) > 0 || weight(field.lastWords, { ...NAME_WORDS, id: 1, key: 1, at: 1 }) > 0;
  const last = weight(field.lastWords, TEXT_WORDS);
  const named = Math.max(last, weight(field.words, TEXT_WORDS) * (field.freeText > 0 ? 0.85 : 0.4));
  const formatted = weight(field.words, { formatted: 1, html: 1, raw: 1 }) > 0 ? 0.85 : 1;
  if (isAbout) return field.freeText * 0.3;
  return (
    (named > 0 ? 0.6 * named + 0.3 * field.freeText + 0.1 * Math.min(1, field.share) : 0.5 * field.freeText) * formatted
  );
};

/** How directly a field names a thing of this sort: its id best, then its name. */
function naming(field: Field, words: Words): number {
  const named = weight(field.words, words);
  const [last = ""] = field.lastWords.slice(-1);
  if (named === 0 || weight(field.words, ELSEWHERE) > 0) return 0;
  if (weight([last], { id: 1, uuid: 1, uid: 1, guid: 1 }) > 0) return 0.4 + 0.6 * named;
  if (weight(field.lastWords, words) > 0 && weight([last], { name: 1 }) === 0 && weight([last], ABOUT) === 0)
    return named * 0.85;
  if (weight([last], NAME_WORDS) > 0 || weight([last], { email: 1, key: 1, slug: 1, sub: 1 }) > 0) return named * 0.7;
  return last === "url" ? named * 0.5 : 0;
}

/** Who wrote it. `ids` are those of the users that are listed. */
export function author(ids: ReadonlySet<string>): Scorer {
  return (field) => {
    if (!isScalar(field) || (field.time !== undefined && weight(field.words, USER_WORDS) === 0)) return 0;
    if (field.freeText > 0.9 && weight(field.lastWords, NAME_WORDS) + weight(field.lastWords, USER_WORDS) === 0)
      return 0;
    if (weight(field.words, ELSEWHERE) > 0 || weight(field.lastWords, CONVERSATION_WORDS) > 0.6) return 0;
    const shared = sharedWith(field, ids);
    const named = naming(field, USER_WORDS) * (repeats(field) ? 1 : 0.5);
    if (named === 0) return shared >= 0.9 && repeats(field) ? 0.6 : 0;
    const score = ids.size === 0 ? named : 0.6 * named + 0.4 * shared;
    return score * (0.5 + field.share / 2);
  };
}

/** `room_creator` is no room. */
const PEOPLE: Words = { creator: 1, owner: 1, author: 1, sender: 1, user: 1, username: 1 };

/** Which conversation it belongs to. `ids` are those of the conversations that are listed. */
export function conversation(ids: ReadonlySet<string>): Scorer {
  return (field) => {
    if (!isScalar(field) || field.share < 0.5) return 0;
    if (field.time !== undefined && (weight(field.words, CONVERSATION_WORDS) === 0 || sentAt(field) > 0.5)) return 0;
    if (weight(field.words, PEOPLE) > 0) return 0;
    const shared = sharedWith(field, ids);
    const named = naming(field, CONVERSATION_WORDS) * (repeats(field) ? 1 : 0.4);
    if (named === 0) return shared >= 0.9 && repeats(field) && weight(field.words, USER_WORDS) === 0 ? 0.6 : 0;
    return ids.size === 0 ? named : 0.6 * named + 0.4 * shared;
  };
}

/** What tells it from all others. `own`: words for what it is itself; `foreign`: for what it may name besides. */
function ownId(own: Words, foreign: readonly Words[]): Scorer {
  return (field) => {
    if (!isScalar(field) || field.freeText > 0.2 || field.share < 0.98) return 0;
    if (field.values.some((value) => String(value).length > 200) || weight(field.words, ELSEWHERE) > 0) return 0;
    const depth = field.path.filter((key) => !key.startsWith("$")).length > 1 ? 0.7 : 1;
    const [last = ""] = field.lastWords.slice(-1);
    const isId = weight([last], ID_WORDS);
    const isForeign = foreign.some((words) => weight(field.words, words) > weight(field.words, own));
    if (isForeign) return 0;
    const named = weight(field.words, own);
    if (isId > 0) return isId * depth * (field.lastWords.length === 1 || named > 0 ? 1 : 0.5);
    if (weight(field.lastWords, NUMBER_WORDS) > 0) return 0.6 * depth;
    return named > 0 && weight(field.lastWords, own) > 0 && weight([last], ABOUT) === 0 && field.time === undefined
      ? 0.4 * depth
      : 0;
  };
}

export const messageId = ownId(MESSAGE_WORDS, [USER_WORDS, CONVERSATION_WORDS]);
export const userId = ownId({ ...USER_WORDS, login: 0.8, username: 0.8, email: 0.5, handle: 0.6 }, [
  CONVERSATION_WORDS,
]);
export const conversationId = ownId(CONVERSATION_WORDS, [
  USER_WORDS,
  { message: 1, workspace: 1, creator: 2, owner: 2 },
]);

/** What a person is called. */
export const displayName: Scorer = (field) => {
  if (!field.values.some((value) => typeof value === "string") || field.time !== undefined) return 0;
  if (weight(field.words, CONVERSATION_WORDS) > 0.6 || weight(field.words, { first: 1, last: 1, file: 1, team: 1 }) > 0)
    return 0;
  const [last = ""] = field.lastWords.slice(-1);
  const named = Math.max(
    weight([last], NAME_WORDS),
    weight(field.lastWords, { display: 1, nick: 0.95, fullname: 0.95, real: 0.9, full: 0.95 }),
  );
  const isAbout = weight([last], { id: 1, url: 1, at: 1, email: 1, color: 1, type: 1 }) > 0;
  return isAbout ? 0 : named * (field.share < 0.5 ? 0.6 : 1) * (field.path.length > 2 ? 0.8 : 1);
};

export const title: Scorer = (field) => {
  if (!field.values.some((value) => typeof value === "string") || field.time !== undefined) return 0;
  if (weight(field.words, USER_WORDS) > 0.6) return 0;
  const [last = ""] = field.lastWords.slice(-1);
  if (weight([last], { id: 1, url: 1, at: 1, type: 1 }) > 0) return 0;
  return weight(field.lastWords, TITLE_WORDS) * (field.path.length > 2 ? 0.7 : 1);
};

/** A field by its last words alone. */
export function named(words: Words, fits: (field: Field) => boolean = () => true): Scorer {
  return (field) => (fits(field) ? weight(field.lastWords, words) * (field.path.length > 2 ? 0.7 : 1) : 0);
}

export const isUrl = ({ values }: Field): boolean =>
  values.length > 0 && values.every((value) => /^https?:\/\//.test(String(value)));
export const isEmail = ({ values }: Field): boolean =>
  values.length > 0 && values.every((value) => /^\S+@\S+\.\S+$/.test(String(value)));
export const isFlag = ({ values }: Field): boolean =>
  values.length > 0 && values.every((value) => typeof value === "boolean");
