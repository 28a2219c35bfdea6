import { check, missing } from "../answers.ts";
import { mergeCustom } from "../custom.ts";
import { limitOf, PAGE_MAX, unknownCursor } from "../paging.ts";
import type { Route, TalkRequest } from "../request.ts";
import type { TalkMessage } from "../shapes.ts";
import type { StoredMessage } from "../state/messages.ts";
import { refuseUnknown } from "../unknown-fields.ts";
import { messageView } from "../views.ts";
import { BodyPatch, bodyFrom } from "./message-body.ts";
import { requireConversation } from "./participants.ts";
import { sendMessages } from "./send.ts";

const LIST = "/conversations/:conversationId/messages";
const ONE = `${LIST}/:messageId`;

export const MESSAGE_ROUTES: readonly Route[] = [
  { method: "GET", path: LIST, handle: listMessages },
  { method: "POST", path: LIST, handle: sendMessages },
  { method: "GET", path: ONE, handle: getMessage },
  { method: "PUT", path: ONE, handle: editMessage },
  { method: "DELETE", path: ONE, handle: deleteMessage },
];

/** Newest first (T6). */
function listMessages(request: TalkRequest): unknown {
  const { params, query, state, origin } = request;
  const limit = limitOf(request, PAGE_MAX);
  requireConversation(request);
  const page = state.messages.page(params.conversationId, { after: query.startingAfter, limit });
  if (page === undefined) return unknownCursor(request);
  const members = state.participants.listed(params.conversationId);
  return { data: page.map((message) => messageView(message, { members, origin })) };
}

function getMessage(request: TalkRequest): TalkMessage {
  const { params, state, origin } = request;
  return messageView(requireMessage(request), { members: state.participants.listed(params.conversationId), origin });
}

/** Only what is sent changes; a changed body counts as an edit. */
function editMessage(request: TalkRequest): object {
  const { state, instant } = request;
  const patch = check(BodyPatch, request.body ?? {});
  refuseUnknown(request, BodyPatch, request.body);
  const message = requireMessage(request);
  const isEdit = patch.text !== undefined || patch.content !== undefined;
  state.messages.put({
    ...message,
    ...(isEdit ? { ...bodyFrom(request, patch), editedAt: instant() } : {}),
    custom: mergeCustom(message.custom, patch.custom),
  });
  return {};
}

/** Leaves no trace (T40); a second time as well. */
function deleteMessage(request: TalkRequest): object {
  const { params, state } = request;
  requireConversation(request);
  state.messages.delete(params.conversationId, params.messageId);
  state.conversations.touch(params.conversationId);
  return {};
}

export function requireMessage(request: TalkRequest): StoredMessage {
  const { params, state } = request;
  requireConversation(request);
  const message = state.messages.get(params.conversationId, params.messageId);
  if (message === undefined) throw missing("MESSAGE", params.messageId);
  return message;
}
