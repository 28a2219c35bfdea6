import { nowSeconds } from "./backend.ts";
import { conversationIdOf } from "./conversation-id.ts";
import type { StoredMessage } from "./state/messages.ts";
import type { State } from "./state/state.ts";
import { groupEntity } from "./view/groups.ts";
import { userEntity } from "./view/users.ts";

export interface CallRow {
  readonly type: "audio" | "video";
  readonly action: string;
  readonly sender: string;
  readonly receiverType: "user" | "group";
  readonly receiver: string;
  /** What the row should never have shown: the secret of the session's web socket. */
  readonly secret: string;
  /** UNIX seconds. Missing: now. */
  readonly sentAt?: number | undefined;
}

/** Stores the row of a call, secret and all (CometChat sheet, 4.7). */
export function storeCall(call: CallRow, state: State): StoredMessage {
  const { type, action, sender, receiverType, receiver, secret, sentAt = nowSeconds() } = call;
  const conversationId = conversationIdOf(receiverType, sender, receiver);
  const target = receiverType === "user" ? userEntity(receiver, {}, state) : groupEntity(receiver, state);
  const session = {
    sessionid: `session-${sentAt}-${sender}`,
    conversationId,
    sender,
    receiverType,
    receiver,
    type,
    status: action,
    initiatedAt: sentAt,
    startedAt: sentAt,
    wsChannel: { identity: `[session]${sender}`, service: "call", secret },
    data: { entities: { sender: userEntity(sender, {}, state), receiver: target } },
  };
  const entities = { by: userEntity(sender, {}, state), on: { entity: session, entityType: "call" }, for: target };
  return state.messages.add({
    conversationId,
    sender,
    receiverType,
    receiver,
    category: "call",
    type,
    data: { action, entities },
    sentAt,
    updatedAt: sentAt,
    tags: [],
  });
}
