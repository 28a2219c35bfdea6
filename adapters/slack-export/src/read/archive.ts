import { basename } from "node:path";
import { type Input, listInputs } from "@chat-etl/io";
import { ConfigError, type Reason } from "@chat-etl/sdk";
import { type IndexFile, isHostile, kindOfEntry } from "./entry-names.ts";
import { findRoot } from "./find-root.ts";

/** A day of a conversation that nobody has opened yet. */
interface DayFile {
  readonly input: Input;
  /** `2024-01-31`: only a sort key. Sheet, section 4. */
  readonly day: string;
}

/** An export, or one workspace of an Enterprise Grid export. */
export interface Workspace {
  /** Its folder below `teams/`; undefined: what stands outside of them. */
  readonly name: string | undefined;
  readonly indexes: ReadonlyMap<IndexFile, Input>;
  /** By the name of the conversation's folder, in Unicode's composed form. */
  readonly folders: ReadonlyMap<string, readonly DayFile[]>;
}

/** An entry that no message is in, and why it is not read; `isWrong`: it should not be there. */
interface Unread {
  /** Its name, in quotes if it is hostile. */
  readonly origin: string;
  readonly reason: Reason;
  readonly isWrong?: boolean;
}

/** What there is to be read. */
export interface Archive {
  readonly path: string;
  /** What stands outside `teams/` first. */
  readonly workspaces: readonly Workspace[];
  readonly unread: readonly Unread[];
  /** Files that were shared, by their ids, where third parties put them into the export. Sheet, section 2.3. */
  readonly bytes: ReadonlyMap<string, Input>;
}

const HOSTILE: Reason = {
  code: "hostile-name",
  message: "Its name leads out of its folder or holds characters no name may hold, so it was not read. Rename it.",
};
const TWICE: Reason = { code: "duplicate-entry", message: "Another entry of the same name was read, the first one." };
const CANVAS: Reason = {
  code: "canvas-in-conversation",
  message: "It describes a canvas, no message. The canvas's address is kept with its conversation.",
};
const BYTES: Reason = {
  code: "file-bytes",
  message: "It is a file that was shared, no record: --attachments copy copies it with the message that has it.",
};
const OTHER_JSON: Reason = {
  code: "no-day-file",
  message: 'It is not called like a day, so it was not read. If messages are in it, call it so: "2024-01-31.json".',
};
const JUNK: Reason = { code: "litter", message: "An operating system left it there." };
const UNKNOWN: Reason = { code: "unknown-file", message: "It is no file that Slack exports are known to have." };

/** @throws ConfigError nothing is there, it may not be read, or it is no Slack export */
export async function openArchive(path: string): Promise<Archive> {
  if (path === "-")
    throw new ConfigError(
      "A Slack export cannot be read from standard input: its end must be read first. Give its path.",
    );
  const inputs = await listInputs(path);
  const [single] = inputs;
  if (single !== undefined && inputs.length === 1 && single.path === path) throw notAnArchive(path, single.name);
  return sortEntries(path, inputs);
}

/** Whether it is of an Enterprise Grid organisation: several workspaces, of which none is everybody's home. */
export function isGrid({ workspaces }: Archive): boolean {
  return workspaces.some(({ name, indexes }) => name !== undefined || indexes.has("org_users"));
}

function notAnArchive(path: string, name: string): ConfigError {
  const dump = /\.(?:sqlite3?|db|json(?:\.gz)?)$/.test(basename(name));
  const advice = dump ? ' If it is from slackdump, make an export of it with "slackdump convert -f export".' : "";
  return new ConfigError(
    `"${path}" is one file, no Slack export. Give the zip archive that Slack made, or the folder it was unpacked into.${advice}`,
  );
}

interface Sorting {
  readonly workspaces: Map<string | undefined, SortedWorkspace>;
  readonly bytes: Map<string, Input>;
}

interface SortedWorkspace {
  readonly indexes: Map<IndexFile, Input>;
  readonly folders: Map<string, DayFile[]>;
}

/** Every entry by what it is. Each name counts once. */
function sortEntries(path: string, inputs: readonly Input[]): Archive {
  const harmless = inputs.filter(({ name }) => !isHostile(name));
  const root = findRoot(
    path,
    harmless.map(({ name }) => name),
    inputs.map(({ name }) => name),
  );
  const unread: Unread[] = inputs
    .filter(({ name }) => isHostile(name))
    .map(({ name }) => ({ origin: JSON.stringify(name), reason: HOSTILE, isWrong: true }));
  const sorting: Sorting = { workspaces: new Map(), bytes: new Map() };
  const seen = new Set<string>();
  for (const input of harmless) {
    const { name } = input;
    const reason = seen.has(name) ? TWICE : sortEntry(input, root, sorting);
    if (reason !== undefined) unread.push({ origin: name, reason, isWrong: reason === OTHER_JSON });
    seen.add(name);
  }
  return { path, workspaces: inOrder(sorting.workspaces), unread, bytes: sorting.bytes };
}

/** Tells why it is not read, if it is not. */
function sortEntry(input: Input, root: string, { workspaces, bytes }: Sorting): Reason | undefined {
  if (!input.name.startsWith(root)) return UNKNOWN;
  const name = input.name.slice(root.length);
  const [, team, inside] = /^teams\/([^/]+)\/(.+)$/.exec(name) ?? [];
  const outside = kindOfEntry(name);
  // A channel may be called "teams", too, and have files.
  const kind = inside === undefined || outside.is === "bytes" ? outside : kindOfEntry(inside);
  if (kind.is === "canvas") return CANVAS;
  if (kind.is === "bytes") {
    if (kind.fileId !== undefined && !bytes.has(kind.fileId)) bytes.set(kind.fileId, input);
    return BYTES;
  }
  if (kind.is === "other-json") return OTHER_JSON;
  if (kind.is === "junk") return JUNK;
  if (kind.is === "unknown") return UNKNOWN;
  const workspace = workspaces.get(team) ?? { indexes: new Map(), folders: new Map() };
  workspaces.set(team, workspace);
  if (kind.is === "index") workspace.indexes.set(kind.index, input);
  else addDay(workspace.folders, kind.folder.normalize("NFC"), { input, day: kind.day });
  return undefined;
}

function addDay(folders: Map<string, DayFile[]>, folder: string, file: DayFile): void {
  const days = folders.get(folder);
  if (days === undefined) folders.set(folder, [file]);
  else days.push(file);
}

/** Byte by byte, so that it is the same on every machine. */
function inOrder(workspaces: ReadonlyMap<string | undefined, SortedWorkspace>): readonly Workspace[] {
  const sorted = [...workspaces].toSorted(([a = ""], [b = ""]) => byBytes(a, b));
  return sorted.map(([name, { indexes, folders }]) => ({
    name,
    indexes,
    folders: new Map(
      [...folders]
        .toSorted(([a], [b]) => byBytes(a, b))
        .map(([folder, days]) => [folder, days.toSorted((a, b) => byBytes(a.day, b.day))]),
    ),
  }));
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
