import type { Backend } from "./backend.ts";
import { nowSeconds } from "./backend.ts";
import type { StoredMessage } from "./state/messages.ts";
import type { State } from "./state/state.ts";
import { SYSTEM_UID } from "./system-user.ts";
import { groupEntity } from "./view/groups.ts";
import { messageView } from "./view/messages.ts";
import { userEntity } from "./view/users.ts";

export interface MemberAction {
  readonly action: "added" | "joined" | "left" | "kicked" | "banned" | "unbanned" | "scopeChanged";
  readonly guid: string;
  /** Whom it happened to. */
  readonly uid: string;
  /** Who did it. Missing: the system. */
  readonly by?: string | undefined;
  /** UNIX seconds. Missing: now. */
  readonly sentAt?: number | undefined;
}

/** Stores the row that tells of a change among a group's members (CometChat sheet, 4.7). */
export function storeMemberAction(change: MemberAction, state: State): StoredMessage {
  const { action, guid, uid, by = SYSTEM_UID, sentAt = nowSeconds() } = change;
  const on = userEntity(uid, {}, state);
  const entities = { by: userEntity(by, {}, state), on, for: groupEntity(guid, state) };
  return state.messages.add({
    conversationId: `group_${guid}`,
    sender: by,
    receiverType: "group",
    receiver: guid,
    category: "action",
    type: "groupMember",
    data: { action, entities },
    sentAt,
    updatedAt: sentAt,
    tags: [],
  });
}

/** Stores the row that tells that a message has changed: it holds the whole message as it is now. */
export function storeMessageAction(
  action: "edited" | "deleted",
  message: StoredMessage,
  { by = SYSTEM_UID, backend }: { readonly by: string | undefined; readonly backend: Backend },
): StoredMessage {
  const { state } = backend;
  const { conversationId, receiverType, receiver, updatedAt } = message;
  const entities = {
    by: userEntity(by, {}, state),
    on: { entity: messageView(message, { backend }), entityType: "message" },
    for: receiverType === "user" ? userEntity(receiver, { conversationId }, state) : groupEntity(receiver, state),
  };
  return state.messages.add({
    conversationId,
    sender: by,
    receiverType,
    receiver,
    category: "action",
    type: "message",
    data: { action, entities },
    sentAt: updatedAt,
    updatedAt,
    tags: [],
  });
}
