import type { Input } from "@chat-etl/io";
import type { Reason } from "@chat-etl/sdk";
import type { Known, KnownConversation } from "../normalize/known.ts";
import { leftOutConversation, leftOutDay } from "../normalize/policies.ts";
import type { Archive, Workspace } from "./archive.ts";
import { garbled } from "./entry-names.ts";

/** A file of messages that is to be read, or why it is not. */
export interface PlacedDay {
  readonly input: Input;
  readonly conversation: KnownConversation;
  readonly leftOut: Reason | undefined;
}

/** All day files conversation by conversation, each conversation's in the order of their days. */
export function placeDays(archive: Archive, known: Known): readonly PlacedDay[] {
  const names = [...new Set(archive.workspaces.map(({ name }) => name))];
  const finders = new Map(names.map((name) => [name, finderOf(name, known)]));
  return archive.workspaces.flatMap((workspace) =>
    [...workspace.folders].flatMap(([folder, days]) => {
      const conversation = finders.get(workspace.name)?.(folder) ?? unlisted(folder, workspace);
      const isLeftOut = leftOutConversation(conversation, known.policies);
      return days.map(({ input, day }) => ({
        input,
        conversation,
        leftOut: isLeftOut ?? leftOutDay(day, known.policies),
      }));
    }),
  );
}

/**
 * Folders are called like channels and groups, those of direct conversations by their id; third parties use ids for
 * all. A name may be garbled by who unpacked it. Sheet, sections 2.1 and 15.
 */
function finderOf(
  workspace: string | undefined,
  { conversations, listings }: Known,
): (folder: string) => KnownConversation | undefined {
  // A name that was given again belongs to the one that is in use. Sheet, 18.36.
  const own = (listings.get(workspace) ?? []).toSorted((a, b) => Number(a.isArchived) - Number(b.isArchived));
  const byName = new Map<string, string>();
  const add = (name: string, id: string) => {
    if (!byName.has(name)) byName.set(name, id);
  };
  for (const { name, id } of own) add(name.normalize("NFC"), id);
  for (const { name, id } of own) if (/[^\0-\x7f]/.test(name)) add(garbled(name).normalize("NFC"), id);
  return (folder) => conversations.get(byName.get(folder) ?? folder);
}

/** No index names it: a conversation that was deleted, or is not part of this export; or what was written on a file. */
function unlisted(folder: string, { name: workspace }: Workspace): KnownConversation {
  const isFile = /^FC[:_]/.test(folder);
  const isId = isFile || /^[CGD][A-Z0-9]{8,}$/.test(folder);
  return {
    id: isId || workspace === undefined ? folder : `${workspace}/${folder}`,
    list: isFile ? "file" : "unlisted",
    name: folder,
    workspace,
    isArchived: false,
    hasMembers: false,
    pins: new Map(),
    origin: workspace === undefined ? folder : `teams/${workspace}/${folder}`,
  };
}
