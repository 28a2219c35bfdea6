import * as z from "zod";
import { check, missing } from "../answers.ts";
import { CustomPatch, mergeCustom } from "../custom.ts";
import type { Route, TalkRequest } from "../request.ts";
import type { TalkConversation } from "../shapes.ts";
import type { StoredConversation } from "../state/conversations.ts";
import { refuseUnknown } from "../unknown-fields.ts";
import { conversationView } from "../views.ts";
import { listConversations, listConversationsOfUser } from "./conversation-list.ts";
import { addParticipant } from "./participants.ts";

const ConversationPatch = z
  .object({
    participants: z.array(z.string().min(1)),
    subject: z.string().nullable(),
    photoUrl: z.string().nullable(),
    welcomeMessages: z.array(z.string()).nullable(),
    custom: CustomPatch,
  })
  .partial();

export const CONVERSATION_ROUTES: readonly Route[] = [
  { method: "GET", path: "/conversations", handle: listConversations },
  { method: "GET", path: "/users/:userId/conversations", handle: listConversationsOfUser },
  { method: "GET", path: "/conversations/:conversationId", handle: getConversation },
  { method: "PUT", path: "/conversations/:conversationId", handle: putConversation },
  { method: "DELETE", path: "/conversations/:conversationId", handle: deleteConversation },
];

function getConversation(request: TalkRequest): TalkConversation {
  const { conversationId } = request.params;
  const conversation = request.state.conversations.get(conversationId);
  if (conversation === undefined) throw missing("CONVERSATION", conversationId);
  return conversationView(request, conversation);
}

/** Only what is sent changes, and participants are only ever added (T12). */
function putConversation(request: TalkRequest): object {
  const { params, state, instant } = request;
  const { participants = [], ...patch } = check(ConversationPatch, request.body ?? {});
  refuseUnknown(request, ConversationPatch, request.body);
  const known = state.conversations.get(params.conversationId) ?? newConversation(params.conversationId, instant());
  state.conversations.put({
    ...known,
    subject: patch.subject === undefined ? known.subject : patch.subject,
    photoUrl: patch.photoUrl === undefined ? known.photoUrl : patch.photoUrl,
    welcomeMessages: patch.welcomeMessages === undefined ? known.welcomeMessages : patch.welcomeMessages,
    custom: mergeCustom(known.custom, patch.custom),
  });
  for (const userId of participants) {
    if (state.participants.get(params.conversationId, userId)?.state !== "in") addParticipant(request, userId);
  }
  return {};
}

function newConversation(id: string, createdAt: number): StoredConversation {
  return { id, subject: null, topicId: null, photoUrl: null, welcomeMessages: null, custom: {}, createdAt };
}

function deleteConversation({ params: { conversationId }, state }: TalkRequest): object {
  if (!state.conversations.isKnown(conversationId)) throw missing("CONVERSATION", conversationId);
  state.conversations.delete(conversationId);
  return {};
}
