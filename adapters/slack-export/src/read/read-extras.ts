import type { Input } from "@chat-etl/io";
import type { Extracted, Page, ReadOptions, Reason, Unreadable } from "@chat-etl/sdk";
import type { ExtraValue } from "../wire-values.ts";
import type { IndexFile } from "./entry-names.ts";
import { type Open, readFiles } from "./read-streams.ts";

/** Values of a page. */
const PAGE_SIZE = 500;

/** Begins a cursor behind the files: how many of the unread were told. */
const TOLD = "told:";

/** Index files that hold neither users nor conversations, and what becomes of their entries. Sheet, 3.3 to 3.5. */
const EXTRAS: Readonly<Partial<Record<IndexFile, Reason>>> = {
  canvases: {
    code: "canvas",
    message:
      "A canvas is a document, no message: its title and address are kept with the conversations it was shared in.",
  },
  file_conversations: {
    code: "file-conversation",
    message: "It names a file that was talked about; what was said is read from its folder.",
  },
  huddle_transcripts: { code: "huddle-transcript", message: "A transcript of a huddle is a document, no message." },
  lists: { code: "list", message: "A list is a document, no message." },
  integration_logs: {
    code: "integration-log",
    message: "It tells of apps that came and went; only their names are used.",
  },
  content_flags: { code: "content-flag", message: "It tells who reported a message; that is none of the chat." },
};

/** An export without any lists or transcripts has one that is empty. Sheet, 18.22. */
const EMPTY: Reason = {
  code: "empty-entry",
  message: "It is an empty text, which Slack writes where there is nothing.",
};

/** What is in the export and becomes no record: each is counted under its reason, or rejected. */
export async function* readExtras(open: Open, { after, signal }: ReadOptions): AsyncGenerator<Page, void> {
  const isBehind = after?.startsWith(TOLD) ?? false;
  const files = new Map(open.archive.workspaces.flatMap(({ indexes }) => [...indexes]).flatMap(extraFile));
  if (!isBehind)
    yield* readFiles([...files.keys()], { after, signal }, ({ value }, file): ExtraValue => {
      return { leftOut: value === "" ? EMPTY : (files.get(file) ?? EMPTY) };
    });
  const unread = unreadOf(open);
  for (let told = isBehind ? Number(after?.slice(TOLD.length)) : 0; told < unread.length; told += PAGE_SIZE)
    yield { values: unread.slice(told, told + PAGE_SIZE), cursor: `${TOLD}${told + PAGE_SIZE}` };
}

function extraFile([index, file]: readonly [IndexFile, Input]): readonly (readonly [Input, Reason])[] {
  const reason = EXTRAS[index];
  return reason === undefined ? [] : [[file, reason]];
}

/** Files that were not opened. */
function unreadOf({ archive, days }: Open): readonly (Extracted | Unreadable)[] {
  return [
    ...archive.unread.map(({ origin, reason, isWrong }) =>
      isWrong ? { unreadable: reason, origin } : leftOut(reason, origin),
    ),
    ...days.flatMap(({ input, leftOut: reason }) => (reason === undefined ? [] : [leftOut(reason, input.name)])),
  ];
}

function leftOut(reason: Reason, origin: string): Extracted {
  return { value: { leftOut: reason } satisfies ExtraValue, origin };
}
