import { createHash } from "node:crypto";
import { messageIdOf } from "../message-id.ts";
import type { ConversationDraft, Draft, Member } from "./draft.ts";
import { AUDIO, DOCUMENT, IMAGE, VIDEO, VOICE } from "./files.ts";
import { ORDINARY_USERS, ordinaryName, ordinaryUserId } from "./people.ts";
import { Random } from "./random.ts";
import { EMOJI, sentence, subject, systemLine } from "./talk.ts";
import { DAY_MS, HOUR_MS, WORLD_DAYS } from "./time.ts";

/** Ordinary conversations at scale 1. */
export const ORDINARY_CONVERSATIONS = 120;

/** How steeply the app has grown: the share of the span a conversation's age takes is a random number to this power. */
const GROWTH = 1.5;
/** The same inside a conversation: most of it was written lately. */
const RECENCY = 1.6;

/** One ordinary conversation. It depends on nothing but the seed and its number, so any can be made without the others. */
export function ordinaryConversation(seed: number, index: number, until: number): ConversationDraft {
  const random = new Random(`${seed}/conversation/${index}`);
  const isDirect = index % 20 < 12;
  const isEmpty = index % 20 === 11 || index % 20 === 12;
  const people = isDirect ? pairOf(index) : groupOf(index, random);
  const ageMs = Math.floor(HOUR_MS + (WORLD_DAYS * DAY_MS - HOUR_MS) * random.next() ** GROWTH);
  const createdAt = until - ageMs;
  const id = isDirect ? directId(people, index) : `group-${index}`;
  const count = isEmpty ? 0 : isDirect ? random.int(10, 75) : random.int(30, 140);
  const instants = instantsOf({ random, count, createdAt, until });
  const messages = messagesOf({ random, name: `${seed}/${id}`, people, instants, isDirect, until });
  return {
    id,
    createdAt,
    subject: isDirect ? null : random.chance(0.9) ? subject(random) : null,
    ...(random.chance(0.2) && !isDirect ? { custom: { orderId: String(10_000 + index) } } : {}),
    members: people.map((person) => memberOf(person, random, instants)),
    messages,
  };
}

/** Numbers of two different people; the first `ORDINARY_USERS * (ORDINARY_USERS - 1) / 2` pairs differ. */
function pairOf(index: number): readonly number[] {
  const first = index % ORDINARY_USERS;
  const step = 1 + (Math.floor(index / ORDINARY_USERS) % Math.floor((ORDINARY_USERS - 1) / 2));
  return [first, (first + step) % ORDINARY_USERS];
}

function groupOf(index: number, random: Random): readonly number[] {
  const start = index % ORDINARY_USERS;
  return Array.from({ length: random.int(3, 12) }, (_, place) => (start + place * 7) % ORDINARY_USERS);
}

/** As TalkJS' `oneOnOneId` makes it (TalkJS sheet, section 6). Where a pair would come again, the number keeps them apart. */
function directId(people: readonly number[], index: number): string {
  const id = oneOnOneId(people.map(ordinaryUserId));
  return index < ORDINARY_USERS * Math.floor((ORDINARY_USERS - 1) / 2) ? id : `${id}-${index}`;
}

function oneOnOneId(userIds: readonly string[]): string {
  return createHash("sha1").update(JSON.stringify(userIds.toSorted())).digest("hex").slice(0, 20);
}

interface Stretch {
  readonly random: Random;
  readonly count: number;
  readonly createdAt: number;
  readonly until: number;
}

/** People talk in sessions: a few messages seconds or minutes apart, then days of nothing. Oldest first. */
function instantsOf({ random, count, createdAt, until }: Stretch): readonly number[] {
  const instants: number[] = [];
  while (instants.length < count) {
    let at = until - Math.floor((until - createdAt) * random.next() ** RECENCY);
    for (let left = random.int(1, 12); left > 0 && instants.length < count; left -= 1) {
      instants.push(Math.min(at, until));
      at += 1000 + Math.floor(300_000 * random.next() ** 3);
    }
  }
  return instants.sort((one, other) => one - other);
}

function memberOf(person: number, random: Random, instants: readonly number[]): Member {
  const fate = random.next();
  const readUntil = fate < 0.6 ? instants.at(-1) : fate < 0.85 ? random.pick(instants) : null;
  return {
    userId: ordinaryUserId(person),
    readUntil: readUntil ?? null,
    notify: random.chance(0.9) ? true : random.pick([false, "MentionsOnly"] as const),
    access: random.chance(0.97) ? "ReadWrite" : "Read",
  };
}

interface Talk {
  readonly random: Random;
  /** Makes the ids. */
  readonly name: string;
  readonly people: readonly number[];
  readonly instants: readonly number[];
  readonly isDirect: boolean;
  readonly until: number;
}

function messagesOf(talk: Talk): readonly Draft[] {
  const ids = talk.instants.map((_, index) => messageIdOf(`${talk.name}/${index}`));
  return talk.instants.map((at, index) => {
    const { random, people } = talk;
    const author = random.pick(people) ?? 0;
    const base = { id: ids[index] ?? "", from: ordinaryUserId(author), at };
    if (!talk.isDirect && random.chance(0.03))
      return { ...base, from: null, text: systemLine(random, ordinaryName(author)) };
    if (random.chance(0.05)) return { ...base, file: random.pick([IMAGE, IMAGE, VIDEO, AUDIO, VOICE, DOCUMENT]) };
    return {
      ...base,
      text: sentence(random),
      ...(random.chance(0.03) && index > 0 ? { replyTo: ids[random.int(Math.max(0, index - 9), index - 1)] } : {}),
      ...(random.chance(0.05) ? { reactions: { [random.pick(EMOJI)]: reactorsOf(talk) } } : {}),
      ...(random.chance(0.02) ? { editedAt: Math.min(at + random.int(5000, HOUR_MS), talk.until) } : {}),
      ...(random.chance(0.02) ? { custom: { ref: String(random.int(1, 9999)) } } : {}),
      ...(random.chance(0.05) ? { origin: random.pick(["rest", "email"] as const) } : {}),
    };
  });
}

function reactorsOf({ random, people }: Talk): readonly string[] {
  return people.slice(0, random.int(1, Math.min(4, people.length))).map(ordinaryUserId);
}
