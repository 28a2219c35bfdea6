import { type Input, readEach } from "@chat-etl/io";
import type { Cursor, Extracted, Logger, OpenContext, Page, ReadOptions } from "@chat-etl/sdk";
import type { Known } from "../normalize/known.ts";
import { isUnknown } from "../normalize/subtypes.ts";
import type { ConversationValue, UserValue } from "../wire-values.ts";
import type { Archive } from "./archive.ts";
import type { PlacedDay } from "./day-files.ts";
import { mayHaveFiles } from "./file-finder.ts";
import { joinPages } from "./join-pages.ts";
import { readArray } from "./read-array.ts";
import { listFiles, userFiles } from "./read-known.ts";
import { fieldOf, type SameTime, sameTimeIn } from "./same-time.ts";

/** An export that is open for reading. */
export interface Open {
  readonly archive: Archive;
  readonly known: Known;
  readonly days: readonly PlacedDay[];
  readonly logger: Logger;
  readonly onNotice?: OpenContext["onNotice"];
}

/** What a value becomes before its shape is known. */
type Unchecked<Value> = { readonly [K in keyof Value]: K extends "place" ? Value[K] : unknown };

/** Behind the index files of conversations: the folders that none of them names. */
const UNLISTED: Cursor = "unlisted";

const MEMBERS_ONLY =
  "lie at Slack, where only members of the workspace can open them: --attachments copy takes them along.";

export function readUsers({ archive, known }: Open, options: ReadOptions): AsyncIterable<Page> {
  return readFiles(userFiles(archive), options, ({ value, origin }): Unchecked<UserValue> => {
    const before = known.users.get(idIn(value));
    return { user: value, place: { known, isFullest: before === undefined || before.origin === origin } };
  });
}

export async function* readConversations(open: Open, options: ReadOptions): AsyncGenerator<Page, void> {
  if (options.after === UNLISTED) return;
  const { archive, known } = open;
  const files = listFiles(archive);
  yield* readFiles([...files.keys()], options, ({ value, origin }, file): Unchecked<ConversationValue> => {
    const { list = "channels", name } = files.get(file) ?? {};
    const before = known.conversations.get(idIn(value));
    const isFirst = before === undefined || before.origin === origin;
    return { conversation: value, place: { list, workspace: name, known, isFirst } };
  });
  const unlisted = unlistedOf(open);
  if (unlisted.length > 0) yield { values: unlisted, cursor: UNLISTED };
}

/** The messages of one conversation after the other, day by day. */
export async function* readMessages(open: Open, options: ReadOptions): AsyncGenerator<Page, void> {
  const { known, days, logger, onNotice } = open;
  const read = days.filter(({ leftOut }) => leftOut === undefined);
  const places = new Map(read.map(({ input, conversation }) => [input, { conversation, known }]));
  const unknown = new Map<string, number>();
  let withFiles = 0;
  const place = ({ value }: Extracted, file: Input, sameTime: SameTime) => {
    const subtype = fieldOf(value, "subtype");
    if (isUnknown(subtype) && fieldOf(value, "hidden") !== true) unknown.set(subtype, (unknown.get(subtype) ?? 0) + 1);
    if (mayHaveFiles(value)) withFiles += 1;
    const found = places.get(file);
    const revision = sameTime.revisions.get(value);
    const message = revision === undefined ? value : { ...(value as object), ...revision };
    if (sameTime.olderCopies.has(value)) return { message, place: found && { ...found, isOlderCopy: true } };
    if (sameTime.somebodyElses.has(value)) return { message, place: found && { ...found, isSomebodyElses: true } };
    return { message, place: found };
  };
  yield* readFiles([...places.keys()], options, place);
  if (withFiles > 0 && known.policies.fileTokens === "strip")
    onNotice?.("files-stay", `Files of ${withFiles} messages ${MEMBERS_ONLY}`);
  if (unknown.size > 0)
    logger.warn("Messages of kinds that are not known were kept as text.", { kinds: Object.fromEntries(unknown) });
}

/** The elements of several files, each with what `place` adds to it. */
export function readFiles(
  files: readonly Input[],
  { after, signal }: ReadOptions,
  place: (one: Extracted, file: Input, sameTime: SameTime) => unknown,
): AsyncGenerator<Page, void> {
  return joinPages(
    readEach(files, {
      after,
      async *read(file, inside) {
        for await (const { values, cursor } of readArray(file, { after: inside, signal })) {
          const sameTime = sameTimeIn(values);
          const placed = values.map((one) => ("value" in one ? { ...one, value: place(one, file, sameTime) } : one));
          yield { values: placed, cursor };
        }
      },
    }),
  );
}

function unlistedOf({ days, known }: Open): readonly Extracted[] {
  const conversations = new Map(days.map(({ conversation }) => [conversation.id, conversation]));
  return [...conversations.values()]
    .filter(({ list }) => list === "unlisted" || list === "file")
    .map((unlisted) => {
      const { id, name, origin } = unlisted;
      const value: Unchecked<ConversationValue> = { conversation: { id, name }, place: { unlisted, known } };
      return { value, origin };
    });
}

function idIn(value: unknown): string {
  return String(fieldOf(value, "id") ?? "");
}
