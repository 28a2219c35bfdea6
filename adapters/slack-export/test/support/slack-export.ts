import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addBaseConversations } from "./conversations.ts";
import type { ExportFile } from "./day-files.ts";
import { describeWorld } from "./describe.ts";
import { type Draft, newDraft } from "./draft.ts";
import { addNamesakes, spreadOverTeams } from "./grid.ts";
import { filesOf, isReadable, keepPublic, TOP_FOLDER } from "./layouts.ts";
import { type SlackExportOptions, settingsOf } from "./options.ts";
import { addQuirks } from "./quirks/index.ts";
import { addSmallTalk } from "./small-talk.ts";
import { addBaseUsers } from "./users.ts";
import type { SlackExportWorld } from "./world.ts";
import { createZip, type ZipOptions } from "./zip.ts";

export { ALL_QUIRKS, LAYOUTS, type Quirk, type SlackExportOptions, SUBTYPES } from "./options.ts";
export type { SlackExportWorld, WorldConversation } from "./world.ts";

/** Writes an unpacked export below the folder, which is made if it is not there. */
export async function writeSlackExport(folder: string, options: SlackExportOptions = {}): Promise<SlackExportWorld> {
  const draft = draftOf(options);
  const paths: string[] = [];
  for (const { path, data } of filesOf(draft)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, data);
    paths.push(path);
  }
  return worldOf(draft, paths);
}

export interface ZipExportOptions extends SlackExportOptions {
  /** How the zip itself is written. Default: as Slack does. */
  readonly zip?: ZipOptions;
}

/** Writes an export as a real zip, an entry at a time: the files are never in memory together. */
export async function zipSlackExport(path: string, options: ZipExportOptions = {}): Promise<SlackExportWorld> {
  const draft = draftOf(options);
  const zip = createZip(path, { ...options.zip, hasHole: draft.settings.quirks.includes("huge-archive") });
  const paths: string[] = [];
  const again: ExportFile[] = [];
  for (const file of filesOf(draft)) {
    zip.add(file.path, file.data);
    paths.push(file.path);
    if (isToBeDoubled(draft, file, again)) again.push(file);
  }
  for (const { path, data } of again) zip.add(path, data);
  zip.close();
  return worldOf(draft, paths);
}

/** Quirk 32: the users, and the first day file. */
function isToBeDoubled({ settings }: Draft, { path }: ExportFile, again: readonly ExportFile[]): boolean {
  if (!settings.quirks.includes("duplicate-entries")) return false;
  const isDay = /\d{4}-\d\d-\d\d\.json$/.test(path);
  return path.endsWith("users.json") || (isDay && !again.some((one) => !one.path.endsWith("users.json")));
}

function draftOf(options: SlackExportOptions): Draft {
  const settings = settingsOf(options);
  const draft = newDraft(settings);
  addBaseUsers(draft);
  addBaseConversations(draft);
  if (settings.layout === "official-public") {
    const hidden = draft.conversations.filter(({ kind }) => kind !== "public");
    keepPublic(draft);
    addSmallTalk(draft);
    // Quirks may want a private place; what they put there is not written.
    draft.conversations.push(...hidden);
  } else {
    addSmallTalk(draft);
  }
  addQuirks(draft);
  if (settings.layout === "official-public") keepPublic(draft);
  if (settings.layout === "grid") {
    spreadOverTeams(draft);
    addNamesakes(draft);
  }
  return draft;
}

/** A layout that is none of ours to read holds nothing that a reader must find. */
function worldOf(draft: Draft, paths: readonly string[]): SlackExportWorld {
  const { layout } = draft.settings;
  if (!isReadable(layout)) {
    const placed = draft.placed.filter(({ quirk }) => quirk === "txt-export");
    return { layout, users: [], conversations: [], strays: [], placed, paths };
  }
  return describeWorld(draft, layout === "top-folder" ? TOP_FOLDER : "", paths);
}
