import { everyoneReadUntil, isUnread, readersOf } from "./reads.ts";
import type { Block, TalkConversation, TalkMessage } from "./shapes.ts";
import type { StoredConversation } from "./state/conversations.ts";
import type { StoredMessage } from "./state/messages.ts";
import type { Membership } from "./state/participants.ts";
import type { State } from "./state/state.ts";

/** What a view is made from. */
export interface ViewOf {
  readonly state: State;
  /** Where the sandbox's own files are served: `http://127.0.0.1:8080`. */
  readonly origin: string;
}

/** A conversation as it is handed out: participants as a map, the last message inside. */
export function conversationView({ state, origin }: ViewOf, conversation: StoredConversation): TalkConversation {
  const members = state.participants.listed(conversation.id);
  const last = state.messages.last(conversation.id);
  const lastMessage = last === undefined ? null : messageView(last, { members, origin });
  return {
    ...conversation,
    participants: Object.fromEntries(
      members.map((member) => {
        const { access, notify, joinedAt, readUntil } = member;
        return [member.userId, { access, notify, isUnread: isUnread(member, lastMessage), joinedAt, readUntil }];
      }),
    ),
    lastMessage,
    everyoneReadUntil: everyoneReadUntil(members),
  };
}

export function messageView(
  { importedReadBy = [], ...message }: StoredMessage,
  { members, origin }: { readonly members: readonly Membership[]; readonly origin: string },
): TalkMessage {
  const { attachment, content } = message;
  return {
    ...message,
    attachment: attachment && withOrigin(attachment, origin),
    content: content?.map((block) => blockView(block, origin)) ?? null,
    readBy: readersOf({ ...message, importedReadBy }, members),
  };
}

function blockView(block: Block, origin: string): Block {
  return block.type === "file" ? withOrigin(block, origin) : block;
}

/** Files of the sandbox itself are kept without its address: the next start has another port. */
export function withOrigin<File extends { readonly url: string }>(file: File, origin: string): File {
  return file.url.startsWith("/") ? { ...file, url: `${origin}${file.url}` } : file;
}
