import { AnyRecord, type ChatRecord, type Kind } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import { cometchatSource } from "../src/index.ts";
import type { Rules } from "../src/wire-values.ts";

export const RULES: Rules = { restore: true, keepsDeleted: false, keepsMemberEvents: true };

/** 2024-05-01T12:00:00Z in UNIX seconds. */
export const NOON = 1_714_564_800;

type Stream = keyof typeof cometchatSource.streams;

/** What a stream makes of a value, through the guard of the platform's shape. */
export function normalized(stream: Stream, value: unknown): Normalized {
  const { wire, normalize } = cometchatSource.streams[stream] as {
    readonly wire: { parse(value: unknown): unknown };
    normalize(wire: unknown): Normalized;
  };
  return normalize(wire.parse(value));
}

/** Every record that the value becomes or brings along, through the canonical guard too. */
export function recordsOf(stream: Stream, value: unknown): readonly ChatRecord[] {
  const result = normalized(stream, value);
  if ("drop" in result) throw new Error(`dropped: ${result.drop.code}`);
  return result.map((one) => AnyRecord.parse("derived" in one ? one.derived : one));
}

export function only<K extends Kind>(kind: K, records: readonly ChatRecord[]): readonly ChatRecord<K>[] {
  return records.filter((record): record is ChatRecord<K> => record.kind === kind);
}

/** The one record of a kind. */
export function one<K extends Kind>(kind: K, records: readonly ChatRecord[]): ChatRecord<K> {
  const [record, ...others] = only(kind, records);
  if (record === undefined || others.length > 0) throw new Error(`${others.length + 1} of kind ${kind}`);
  return record;
}

export const shownUser = (uid: string, more: object = {}) => ({
  uid,
  name: uid.toUpperCase(),
  role: "default",
  ...more,
});

export const asEntity = (uid: string) => ({ entity: shownUser(uid), entityType: "user" });

/** A text from ann to bob. */
export const shownMessage = (more: object = {}, data: object = {}) => ({
  id: "7",
  conversationId: "ann_user_bob",
  sender: "ann",
  receiverType: "user",
  receiver: "bob",
  category: "message",
  type: "text",
  data: { text: "hello", entities: { sender: asEntity("ann"), receiver: asEntity("bob") }, ...data },
  sentAt: NOON,
  updatedAt: NOON,
  ...more,
});

export const GROUP = { receiverType: "group", receiver: "team", conversationId: "group_team" };

/** What a row of a message list becomes. */
export const messageFrom = (message: object, more: object = {}) =>
  one("message", recordsOf("messages", { message, rules: RULES, ...more }));
