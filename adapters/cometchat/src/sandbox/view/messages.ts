import type { Backend } from "../backend.ts";
import type { MessageInput, StoredMessage } from "../state/messages.ts";
import type { State } from "../state/state.ts";
import { groupEntity } from "./groups.ts";
import { type Shown, userEntity } from "./users.ts";

export interface MessageShown extends Shown {
  readonly backend: Backend;
  /** Uid of the user the caller acts for. Missing: the app itself. */
  readonly actor?: string | undefined;
}

/** A message as reading shows it: with its sender and receiver, its reactions and its receipts as they are now. */
export function messageView(message: StoredMessage, { backend, actor, withTags = false }: MessageShown): object {
  const { state, options } = backend;
  const { muid, tags, parentId, id, ...rest } = message;
  const { data, top } = contentOf(message, { backend, actor });
  const savedAt = actor === undefined ? undefined : state.saves.at({ kind: "save", owner: actor }, id);
  return {
    id: String(id),
    ...(options.muidOnRead && { muid }),
    ...rest,
    data: { ...data, entities: data.entities ?? partiesOf(message, state) },
    ...top,
    ...receiptsOf(message, { state, actor }),
    ...(parentId !== undefined && { parentId: String(parentId) }),
    ...(withTags && { tags }),
    ...(savedAt !== undefined && { savedAt }),
  };
}

/** A message as its import is answered: with muid and tags. Nobody can have reacted to it or read it yet. */
export function importedView({ id, muid, ...message }: StoredMessage, state: State): object {
  return { id: String(id), muid, ...message, data: { ...message.data, entities: partiesOf(message, state) } };
}

/** Sender and receiver of a message. */
function partiesOf({ sender, receiverType, receiver, conversationId }: MessageInput, state: State): object {
  return {
    sender: userEntity(sender, {}, state),
    receiver: receiverType === "user" ? userEntity(receiver, { conversationId }, state) : groupEntity(receiver, state),
  };
}

type Viewed = Pick<MessageShown, "backend" | "actor">;

/** What a message says, and what of it stands at the top: its reactions, by switch. */
function contentOf(message: StoredMessage, { backend: { state, options }, actor }: Viewed) {
  if (message.deletedAt !== undefined && options.deletedData === "empty") return { data: {} as MessageInput["data"] };
  const summary = state.reactions.summary(message.id, actor).map(({ reaction, count, isMine }) => ({
    reaction,
    count,
    ...(actor !== undefined && { reactedByMe: isMine }),
  }));
  if (summary.length === 0) return { data: message.data };
  if (options.reactionsPlace === "top") return { data: message.data, top: { reactions: summary } };
  return { data: { ...message.data, reactions: summary } as MessageInput["data"] };
}

interface Reading {
  readonly state: State;
  readonly actor: string | undefined;
}

/** One to one: the receiver's receipts. In a group: those of the user the caller acts for. What was imported stays. */
function receiptsOf(message: StoredMessage, { state, actor }: Reading): object {
  const uid = message.receiverType === "user" ? message.receiver : actor;
  if (uid === undefined || uid === message.sender) return {};
  const reader = { conversationId: message.conversationId, uid };
  const readAt = message.readAt ?? state.receipts.at("read", reader, message.id);
  const deliveredAt = message.deliveredAt ?? state.receipts.at("delivered", reader, message.id) ?? readAt;
  return { ...(deliveredAt !== undefined && { deliveredAt }), ...(readAt !== undefined && { readAt }) };
}
