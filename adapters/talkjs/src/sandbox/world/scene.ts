import { messageIdOf } from "../message-id.ts";
import type { ConversationDraft, Draft, Member } from "./draft.ts";
import { DAY_MS } from "./time.ts";

/** One message of a scene. */
export interface Line extends Omit<Draft, "id" | "at" | "editedAt"> {
  /** What is peculiar about it. Gives it its id, unless there is one. */
  readonly quirk?: string;
  readonly id?: string;
  /** Age at the end of the world. Missing: so much later than the line before. */
  readonly daysAgo?: number;
  /** In milliseconds. Default: 20 000. */
  readonly afterMs?: number;
  /** Epoch milliseconds, for what lies outside the five years. */
  readonly at?: number;
  /** In milliseconds behind its sending. */
  readonly editedAfterMs?: number;
}

/** A conversation written for its peculiarities. The same in every world, but for its dates. */
export interface Scene extends Omit<ConversationDraft, "createdAt" | "messages" | "members"> {
  /** What is peculiar about the conversation as a whole. */
  readonly quirk: string;
  /** Age of the first line. */
  readonly daysAgo: number;
  /** Age of the conversation. Default: one day more than `daysAgo`. */
  readonly createdDaysAgo?: number;
  readonly members: readonly (string | SceneMember)[];
  readonly lines: readonly Line[];
}

interface SceneMember extends Omit<Member, "joinedAt" | "readUntil"> {
  /** `null`: the platform does not tell. */
  readonly joinedDaysAgo?: number | null;
  /** Has read everything. */
  readonly hasReadAll?: boolean;
}

/** Where a peculiarity is found. */
export interface Quirk {
  readonly quirk: string;
  readonly kind: "user" | "conversation" | "message";
  readonly id: string;
  /** Of messages. */
  readonly conversationId?: string;
}

export function quirksOf({ quirk, id, lines }: Scene): readonly Quirk[] {
  const messages = lines.flatMap((line, index) =>
    line.quirk === undefined
      ? []
      : [{ quirk: line.quirk, kind: "message" as const, id: lineId(id, line, index), conversationId: id }],
  );
  return [{ quirk, kind: "conversation", id }, ...messages];
}

/** The id of the message that shows a quirk. */
export function quirkMessageId(quirk: string): string {
  return messageIdOf(`quirk/${quirk}`);
}

function lineId(sceneId: string, { id, quirk }: Line, index: number): string {
  return id ?? (quirk === undefined ? messageIdOf(`scene/${sceneId}/${index}`) : quirkMessageId(quirk));
}

export function stage(scene: Scene, until: number): ConversationDraft {
  const { daysAgo, createdDaysAgo = daysAgo + 1, members, lines, quirk: _, ...rest } = scene;
  const messages = draftsOf(scene.id, lines, { until, from: ago(until, daysAgo) });
  const lastAt = messages.reduce((latest, { at }) => Math.max(latest, at), 0);
  return {
    ...rest,
    createdAt: ago(until, createdDaysAgo),
    members: members.map((member) => memberOf(member, until, lastAt)),
    messages,
  };
}

function draftsOf(sceneId: string, lines: readonly Line[], span: { readonly until: number; readonly from: number }) {
  let clock = span.from;
  return lines.map((line, index): Draft => {
    const { daysAgo, afterMs = 20_000, at, editedAfterMs, quirk: _, ...draft } = line;
    clock = daysAgo === undefined ? clock + (index === 0 ? 0 : afterMs) : ago(span.until, daysAgo);
    const sentAt = at ?? Math.min(clock, span.until);
    return {
      ...draft,
      id: lineId(sceneId, line, index),
      at: sentAt,
      ...(editedAfterMs === undefined ? {} : { editedAt: sentAt + editedAfterMs }),
    };
  });
}

function memberOf(member: string | SceneMember, until: number, lastAt: number): Member {
  if (typeof member === "string") return { userId: member };
  const { joinedDaysAgo, hasReadAll, ...rest } = member;
  return {
    ...rest,
    ...(joinedDaysAgo === undefined ? {} : { joinedAt: joinedDaysAgo === null ? null : ago(until, joinedDaysAgo) }),
    ...(hasReadAll ? { readUntil: lastAt } : {}),
  };
}

function ago(until: number, days: number): number {
  return until - Math.floor(days * DAY_MS);
}
