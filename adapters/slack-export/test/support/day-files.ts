import type { Draft, DraftConversation } from "./draft.ts";
import { dayJson } from "./json.ts";
import { losAngelesDay, type Micros, utcDay } from "./timestamps.ts";

export interface ExportFile {
  /** Inside the export, with `/`. */
  readonly path: string;
  readonly data: string;
}

/** The folder's place in the export, without a slash at its end. */
export function folderPath({ team, folder }: DraftConversation): string {
  return team === undefined ? folder : `teams/${team}/${folder}`;
}

/** §4: an official export's days are those of Los Angeles, slackdump's those of UTC. */
function dayOf({ settings }: Draft, at: Micros): string {
  return settings.layout.startsWith("slackdump") ? utcDay(at) : losAngelesDay(at);
}

export function dayFilePath(draft: Draft, conversation: DraftConversation, at: Micros): string {
  return `${folderPath(conversation)}/${dayOf(draft, at)}.json`;
}

/** One file a day, in the order of days; items oldest first, replies among them (§4). */
export function* dayFilesOf(draft: Draft, conversation: DraftConversation): Generator<ExportFile> {
  const items: readonly (readonly [Micros, unknown])[] = [
    ...conversation.messages.map(({ at, raw }) => [at, raw] as const),
    ...conversation.strays.map(({ at, item }) => [at, item] as const),
  ].sort(([one], [other]) => one - other);
  const byDay = Map.groupBy(items, ([at]) => dayOf(draft, at));
  for (const [day, ofDay] of byDay) {
    const values = ofDay.map(([, value]) => value);
    if (draft.unsorted.has(conversation.folder)) values.reverse();
    yield {
      path: `${folderPath(conversation)}/${day}.json`,
      data: rewritten(draft, conversation, day, dayJson(values)),
    };
  }
}

function rewritten({ rewrites }: Draft, { folder }: DraftConversation, day: string, text: string): string {
  const rewrite = rewrites.get(`${folder}/${day}.json`) ?? rewrites.get(`${folder}/`);
  return rewrite === undefined ? text : rewrite(text);
}
