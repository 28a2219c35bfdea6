import { dayFilePath } from "./day-files.ts";
import type { Draft, DraftConversation, DraftMessage } from "./draft.ts";
import type { Raw } from "./json.ts";
import { worldUserOf } from "./users.ts";
import type { Placed, SlackExportWorld, WorldConversation, WorldMessage, WorldStray } from "./world.ts";

/** What a reader must find in the files of a draft. `prefix`: the folder on top, with its slash, or nothing. */
export function describeWorld(draft: Draft, prefix: string, paths: readonly string[]): SlackExportWorld {
  const written = new Set(draft.conversations.map(({ id }) => id));
  const isWritten = ({ conversationId }: Placed) =>
    conversationId === undefined || written.has(conversationId) || conversationId === "D0ELSEWHERE1";
  const withPrefix = <T extends { readonly path?: string }>(one: T): T =>
    one.path === undefined ? one : { ...one, path: `${prefix}${one.path}` };
  return {
    layout: draft.settings.layout,
    users: draft.users.map(worldUserOf),
    conversations: draft.conversations.map((conversation) => worldConversationOf(draft, conversation, prefix)),
    strays: [...draft.strays, ...draft.conversations.flatMap((one) => straysOf(draft, one))].map(withPrefix),
    placed: draft.placed.filter(isWritten).map(withPrefix),
    paths,
  };
}

function worldConversationOf(draft: Draft, conversation: DraftConversation, prefix: string): WorldConversation {
  const { id, kind, entry, folder, team } = conversation;
  const messages = conversation.messages.toSorted((one, other) => one.at - other.at);
  return {
    id,
    kind,
    name: typeof entry?.name === "string" ? entry.name : undefined,
    folder,
    team,
    isArchived: entry?.is_archived === true,
    members: entry?.members as readonly string[] | null | undefined,
    messages: messages.map((message) =>
      worldMessageOf(message, `${prefix}${dayFilePath(draft, conversation, message.at)}`),
    ),
  };
}

function worldMessageOf({ raw, expected }: DraftMessage, path: string): WorldMessage {
  const ts = String(raw.ts);
  const threadTs = textOf(raw.thread_ts);
  return {
    ts,
    authorId: "authorId" in expected ? expected.authorId : textOf(raw.user),
    subtype: textOf(raw.subtype),
    isSystem: expected.isSystem ?? false,
    text: textOf(raw.text),
    threadRootTs: threadTs === ts ? undefined : threadTs,
    isThreadRoot: threadTs === ts || raw.replies !== undefined,
    isBroadcast: raw.subtype === "thread_broadcast" || raw.subtype === "reply_broadcast",
    isTombstone: raw.subtype === "tombstone",
    editedTs: textOf((raw.edited as Raw | undefined)?.ts),
    reactions: ((raw.reactions as Raw[] | undefined) ?? []).map(({ name, users }) => ({
      name: String(name),
      userIds: users as readonly string[],
    })),
    fileIds: fileIdsOf(raw),
    path,
  };
}

/** §5: `file`, `files` or both, each id once. */
function fileIdsOf({ file, files }: Raw): readonly string[] {
  const all = [...(file === undefined ? [] : [file as Raw]), ...((files as Raw[] | undefined) ?? [])];
  return [...new Set(all.map(({ id }) => String(id)))];
}

function straysOf(draft: Draft, conversation: DraftConversation): readonly WorldStray[] {
  return conversation.strays.map(({ at, what, detail }) => ({
    conversationId: conversation.id,
    path: dayFilePath(draft, conversation, at),
    what,
    detail,
  }));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
