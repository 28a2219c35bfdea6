import * as z from "zod";
import { check, invalid, Refusal } from "../answers.ts";
import { newMessageId } from "../message-id.ts";
import type { Route, TalkRequest } from "../request.ts";
import type { StoredMessage } from "../state/messages.ts";
import { type ImportedMessage, importedMessage } from "./import-shape.ts";
import { bodyFrom } from "./message-body.ts";
import { requireConversation } from "./participants.ts";

export const IMPORT_ROUTES: readonly Route[] = [
  { method: "POST", path: "/import/conversations/:conversationId/messages", isImport: true, handle: importMessages },
];

/**
 * Stores messages of another platform under new ids and answers these, bare and in order. What was there before is
 * stored again (E56), nobody is notified, and the read state of participants stays as it is.
 */
function importMessages(request: TalkRequest): unknown {
  const { importMax, importAtomic } = request.options;
  const values = check(z.array(z.unknown()).max(importMax), request.body);
  return importAtomic === "all" ? importAll(request, values) : importUntilBad(request, values);
}

function importAll(request: TalkRequest, values: readonly unknown[]): unknown {
  const messages = values.map((value, at) => importedMessage(request, value, at));
  requireConversation(request);
  for (const [at, message] of messages.entries()) requireSender(request, message, at);
  return answerOf(
    request,
    messages.map((message, at) => importOne(request, message, at)),
  );
}

/** Each message for itself: what stands before a bad one is stored, and the answer is a refusal all the same. */
function importUntilBad(request: TalkRequest, values: readonly unknown[]): unknown {
  requireConversation(request);
  const ids: string[] = [];
  try {
    for (const [at, value] of values.entries()) {
      const message = importedMessage(request, value, at);
      requireSender(request, message, at);
      ids.push(importOne(request, message, at));
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    request.state.conversations.touch(request.params.conversationId);
    return error;
  }
  return answerOf(request, ids);
}

function answerOf({ params, state, isShort }: TalkRequest, ids: readonly string[]): unknown {
  state.conversations.touch(params.conversationId);
  return ids.slice(0, isShort ? -1 : undefined).map((id) => ({ id }));
}

/** E57: who does not take part cannot have written, nor, by the switch, who may only read. */
function requireSender({ params, state, options }: TalkRequest, { sender }: ImportedMessage, at: number): void {
  if (sender === undefined) return;
  const member = state.participants.get(params.conversationId, sender);
  if (member?.state !== "in") throw invalid({ [`${at}.sender`]: `"${sender}" is no participant.` });
  if (member.access === "Read" && options.readOnlySender === "refuse") {
    throw invalid({ [`${at}.sender`]: `"${sender}" may only read.` });
  }
}

function importOne(request: TalkRequest, message: ImportedMessage, at: number): string {
  const { params, state, instant } = request;
  const id = newMessageId();
  const body = bodyFrom(request, message);
  if (request.options.importEmpty === "refuse" && isEmpty(body)) {
    throw invalid({ [`${at}.text`]: "A message without anything in it cannot be imported." });
  }
  state.messages.put({
    id,
    conversationId: params.conversationId,
    type: message.type,
    senderId: message.sender ?? null,
    ...body,
    custom: message.custom,
    origin: "import",
    importedReadBy: message.readBy ?? [],
    referencedMessageId: replyOf(request, message, at),
    reactions: {},
    createdAt: message.createdAt ?? instant(),
    editedAt: null,
  });
  return id;
}

function isEmpty({ text, content }: Pick<StoredMessage, "text" | "content">): boolean {
  return text === "" && content?.[0]?.type === "text";
}

/** Official code says that replies are not kept; whether they can be is not known (TalkJS sheet, section 10). */
function replyOf({ params, state, options }: TalkRequest, message: ImportedMessage, at: number): string | null {
  const target = message.referencedMessageId ?? null;
  if (target === null || options.importReplies === "ignore") return null;
  if (state.messages.get(params.conversationId, target) !== undefined) return target;
  throw invalid({ [`${at}.referencedMessageId`]: `There is no message "${target}" in this conversation.` });
}
