import { INDEXES } from "./conversations.ts";
import type { ExportFile } from "./day-files.ts";
import type { Draft, DraftConversation, MutableRaw } from "./draft.ts";
import { linedJson, prettyJson } from "./json.ts";

/** §2.1: the four lists of conversations. Official exports of public channels have only the first. */
export function* conversationIndexes(
  conversations: readonly DraftConversation[],
  kinds: readonly (keyof typeof INDEXES)[],
): Generator<ExportFile> {
  for (const kind of kinds) {
    const entries = conversations
      .filter((one) => one.kind === kind && one.entry !== undefined)
      .map(({ entry }) => entry);
    yield { path: `${INDEXES[kind]}.json`, data: prettyJson(entries) };
  }
}

export function usersIndex(path: string, users: readonly MutableRaw[]): ExportFile {
  return { path, data: linedJson(users) };
}

/** §2.1, §3.3 to §3.5: what an official export of 2026 holds beside users and conversations. */
export function* sideIndexes(draft: Draft): Generator<ExportFile> {
  yield { path: "canvases.json", data: linedJson(draft.canvases) };
  yield { path: "file_conversations.json", data: prettyJson(draft.fileConversations) };
  yield { path: "huddle_transcripts.json", data: prettyJson(orEmptyText(draft.huddleTranscripts)) };
  yield { path: "integration_logs.json", data: prettyJson(draft.integrationLogs) };
  yield { path: "lists.json", data: prettyJson(orEmptyText(draft.lists)) };
}

/** §2.1, quirk 22: one empty text instead of nothing. */
function orEmptyText(values: readonly unknown[]): readonly unknown[] {
  return values.length === 0 ? [""] : values;
}
