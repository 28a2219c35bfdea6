import { type ConversationFacts, definePass, type PassContext } from "@chat-etl/sdk";
import { conversationIdOf } from "../ids.ts";
import { pathOf } from "../path.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import { type Call, SHARED } from "./call.ts";
import { countCalls } from "./count-calls.ts";

type Context = PassContext<TalkjsSinkConfig>;

export const reads = definePass<TalkjsSinkConfig, "membership", Call>({
  name: "reads",
  summary: "Sets up to where people had read their conversations; one call per person and conversation.",
  kind: "membership",
  when: "after",
  fields: ["lastReadAt"],
  ...SHARED,
  encode: ({ userId, state, lastReadAt }, context) => {
    if (state !== "active" || lastReadAt === undefined) return { send: [] };
    return { send: [{ method: "PATCH", path: participantPath(userId, context), body: { readUntil: lastReadAt } }] };
  },
});

export const leave = definePass<TalkjsSinkConfig, "membership", Call>({
  name: "leave",
  summary: "Takes out who had left: they take part while messages are imported, for TalkJS wants it so.",
  kind: "membership",
  when: "after",
  ...SHARED,
  encode: ({ userId, state }, context) =>
    state === "active" ? { send: [] } : { send: [{ method: "DELETE", path: participantPath(userId, context) }] },
});

export const readOnly = definePass<TalkjsSinkConfig, "membership", Call>({
  name: "read-only",
  summary: "Takes the right to write from who had not had it: while messages are imported, authors need it.",
  kind: "membership",
  when: "after",
  ...SHARED,
  encode: ({ userId, state, role }, context) => {
    if (state !== "active" || role !== "read_only") return { send: [] };
    return { send: [{ method: "PATCH", path: participantPath(userId, context), body: { access: "Read" } }] };
  },
});

export const systemLeave = definePass<TalkjsSinkConfig, "message", Call>({
  name: "system-leave",
  summary: "Takes the user System out of the conversations that he spoke in.",
  kind: "message",
  when: "after",
  ...SHARED,
  batch: { max: 100 },
  requests: countCalls,
  encode: ({ type, authorId }, context) => {
    const isSystem = type === "system" || authorId === null;
    if (!isSystem || context.config.dialect !== "g1") return { send: [] };
    return { send: [{ method: "DELETE", path: participantPath(context.systemUserId, context) }] };
  },
});

/** @throws if the record belongs to no conversation: a bug */
function participantPath(userId: string, context: Context): string {
  return pathOf("conversations", conversationIdOf(factsOf(context), context), "participants", userId);
}

export function factsOf({ conversation }: Context): ConversationFacts {
  if (conversation === undefined) throw new Error("A record of a conversation came without it.");
  return conversation;
}
