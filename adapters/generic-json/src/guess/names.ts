/** What a field, an array or a file may be for, by words in its name; each with how surely it says so, up to 1. */
export type Words = Readonly<Record<string, number>>;

export const USER_WORDS: Words = {
  user: 1,
  author: 1,
  sender: 1,
  from: 0.9,
  by: 0.9,
  member: 0.8,
  person: 0.9,
  people: 0.9,
  participant: 0.8,
  profile: 0.7,
  contact: 0.7,
  account: 0.7,
  creator: 0.85,
  poster: 1,
  writer: 1,
  owner: 0.6,
  u: 0.7,
  who: 0.9,
  agent: 0.6,
  customer: 0.5,
  username: 0.9,
  nick: 0.7,
  uid: 0.8,
  speaker: 1,
  identity: 0.5,
  login: 0.6,
};

export const CONVERSATION_WORDS: Words = {
  conversation: 1,
  channel: 1,
  room: 1,
  chat: 0.95,
  rid: 0.9,
  group: 0.75,
  dialog: 0.95,
  dialogue: 0.95,
  thread: 0.6,
  topic: 0.55,
  space: 0.8,
  forum: 0.8,
  board: 0.7,
  inbox: 0.6,
  cid: 0.7,
  ticket: 0.6,
  discussion: 0.8,
  stream: 0.6,
};

export const MESSAGE_WORDS: Words = {
  message: 1,
  msg: 1,
  post: 1,
  comment: 0.9,
  event: 0.7,
  reply: 0.8,
  item: 0.4,
  entry: 0.6,
  line: 0.5,
  history: 0.7,
  answer: 0.7,
  note: 0.5,
  chat: 0.3,
  log: 0.5,
  value: 0.3,
};

export const MEMBERSHIP_WORDS: Words = {
  membership: 1,
  member: 0.9,
  participant: 0.9,
  subscription: 1,
  participation: 1,
  roster: 0.8,
  joined: 0.4,
};

export const TEXT_WORDS: Words = {
  text: 1,
  body: 0.95,
  message: 0.9,
  msg: 0.9,
  content: 0.9,
  comment: 0.8,
  plaintext: 1,
  caption: 0.5,
  markdown: 0.8,
  html: 0.5,
  payload: 0.4,
  snippet: 0.3,
  words: 0.7,
  note: 0.5,
  said: 0.7,
  line: 0.5,
};

export const SENT_WORDS: Words = {
  sent: 1,
  timestamp: 1,
  ts: 1,
  created: 0.95,
  create: 0.95,
  posted: 0.95,
  date: 0.85,
  time: 0.85,
  datetime: 0.9,
  when: 0.85,
  at: 0.6,
  published: 0.8,
  arrival: 0.8,
  written: 0.8,
  inserted: 0.7,
  origin: 0.2,
  received: 0.6,
};

/** Times of something else than the beginning. */
export const LATER_WORDS: Words = {
  edited: 1,
  edit: 1,
  updated: 1,
  update: 1,
  modified: 1,
  changed: 1,
  deleted: 1,
  delete: 1,
  read: 1,
  seen: 1,
  delivered: 1,
  expire: 1,
  expires: 1,
  expiry: 1,
  last: 1,
  archived: 1,
  pinned: 1,
  birth: 1,
  birthday: 1,
  next: 1,
};

export const EDITED_WORDS: Words = { edited: 1, edit: 1, updated: 0.6, modified: 0.6, update: 0.6, changed: 0.6 };

export const NAME_WORDS: Words = {
  display: 1,
  displayname: 1,
  nickname: 0.95,
  nick: 0.9,
  name: 0.9,
  fullname: 0.95,
  realname: 0.9,
  username: 0.7,
  handle: 0.6,
  login: 0.55,
  screenname: 0.8,
  label: 0.5,
  alias: 0.6,
};

export const TITLE_WORDS: Words = {
  title: 1,
  name: 0.95,
  display: 1,
  displayname: 1,
  subject: 0.85,
  label: 0.7,
  topic: 0.6,
  fname: 0.6,
};

export const ID_WORDS: Words = { id: 1, uuid: 0.95, guid: 0.95, key: 0.7, uid: 0.9, pk: 0.8, url: 0.3, slug: 0.5 };

export const NUMBER_WORDS: Words = { n: 0.6, no: 0.6, nr: 0.6, num: 0.6, number: 0.6, seq: 0.6, index: 0.5, idx: 0.5 };

const VOCABULARY = new Set(
  [
    USER_WORDS,
    CONVERSATION_WORDS,
    MESSAGE_WORDS,
    MEMBERSHIP_WORDS,
    TEXT_WORDS,
    SENT_WORDS,
    LATER_WORDS,
    NAME_WORDS,
    TITLE_WORDS,
    ID_WORDS,
  ].flatMap((words) => Object.keys(words)),
);

/** Ids whose names are shortened to three letters. */
const SHORTENED: Readonly<Record<string, readonly string[]>> = {
  pid: ["post", "id"],
  mid: ["message", "id"],
  tid: ["thread", "id"],
};

/** What is often written right behind another word: `roomid`, `createdat`. */
const ENDINGS = ["id", "name", "at", "time", "date", "text", "url", "type", "ms"];

/** The words of a name, in small letters and in the singular: `createdDateTime`, `room_ids`, `userid`. */
export function wordsOf(name: string): readonly string[] {
  const parts = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  return parts.filter((part) => part !== "").flatMap(split);
}

function split(word: string): readonly string[] {
  const long = Object.hasOwn(SHORTENED, word) ? SHORTENED[word] : undefined;
  if (long !== undefined) return long;
  if (VOCABULARY.has(word)) return [word];
  const single = singular(word);
  if (VOCABULARY.has(single)) return [single];
  for (const ending of ENDINGS) {
    const rest = word.slice(0, -ending.length);
    if (word.endsWith(ending) && VOCABULARY.has(singular(rest))) return [singular(rest), ending];
  }
  return [word];
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && word.length > 3 ? word.slice(0, -1) : word;
}

/** The surest of the words in a name. 0: none of them. */
export function weight(names: readonly string[], words: Words): number {
  return Math.max(0, ...names.map((name) => (Object.hasOwn(words, name) ? (words[name] ?? 0) : 0)));
}
