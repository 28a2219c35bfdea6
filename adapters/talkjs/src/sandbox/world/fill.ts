import type { State } from "../state/state.ts";
import type { WorldConversation } from "./assemble.ts";
import { SAMPLE_FILE_HOST } from "./files.ts";
import { sampleWorld, type WorldOptions } from "./world.ts";

/** Puts the sample world into an empty app: all of it or nothing. */
export function fillWithSample(state: State, options: WorldOptions): void {
  const world = sampleWorld(options);
  state.transaction(() => {
    for (const user of world.users()) state.users.put(user);
    for (const conversation of world.conversations()) fillConversation(state, conversation);
  });
}

function fillConversation(state: State, { conversation, messages, reactors }: WorldConversation): void {
  const { participants, lastMessage: _last, everyoneReadUntil: _read, ...stored } = conversation;
  state.conversations.put(stored);
  for (const [userId, { isUnread: _unread, ...settings }] of Object.entries(participants)) {
    state.participants.put(conversation.id, { userId, state: "in", ...settings });
  }
  for (const { readBy: _readBy, ...message } of messages) {
    const content = message.content?.map((block) => (block.type === "file" ? served(block) : block)) ?? null;
    state.messages.put({ ...message, content, attachment: message.attachment && served(message.attachment) });
    // The token of a file that was read can be sent again (TalkJS sheet, section 9).
    for (const block of content ?? []) {
      if (block.type === "file") state.files.put({ block, uploadedAt: message.createdAt });
    }
  }
  for (const reactor of reactors) state.messages.addReactor(reactor);
  state.conversations.touch(conversation.id);
}

/** The file where the sandbox itself serves it. */
function served<File extends { readonly url: string }>(file: File): File {
  return { ...file, url: file.url.replace(SAMPLE_FILE_HOST, "") };
}
