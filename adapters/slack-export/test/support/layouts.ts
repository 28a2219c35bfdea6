import { dayFilesOf, type ExportFile, folderPath } from "./day-files.ts";
import type { Draft, DraftConversation, MutableRaw } from "./draft.ts";
import { gridIndexes } from "./grid.ts";
import { conversationIndexes, sideIndexes, usersIndex } from "./indexes.ts";
import { prettyJson, type Raw } from "./json.ts";
import type { Layout } from "./options.ts";
import { DAY, secondsOf } from "./timestamps.ts";

export const TOP_FOLDER = "Northwind Slack export Jan 5 2026 - Jan 9 2026/";

/** All files of the export, in the order in which a zip holds them. */
export function filesOf(draft: Draft): Iterable<ExportFile> {
  return WRITE[draft.settings.layout](draft);
}

/** Layouts that hold nothing a Slack export reader can read. */
export function isReadable(layout: Layout): boolean {
  return layout !== "txt" && layout !== "slackdump-archive" && layout !== "not-an-export";
}

/** §1: an export of public channels knows nothing of the others. */
export function keepPublic(draft: Draft): void {
  const kept = draft.conversations.filter(({ kind }) => kind !== "private" && kind !== "mpim" && kind !== "dm");
  draft.conversations.splice(0, draft.conversations.length, ...kept);
}

const WRITE: Readonly<Record<Layout, (draft: Draft) => Iterable<ExportFile>>> = {
  official: (draft) => officialFiles(draft, ["public", "private", "mpim", "dm"]),
  "official-public": (draft) => officialFiles(draft, ["public"]),
  *"top-folder"(draft) {
    yield { path: "__MACOSX/._Northwind", data: "\u0000\u0005\u0016\u0007" };
    yield { path: `${TOP_FOLDER}.DS_Store`, data: "\u0000\u0000\u0000\u0001Bud1" };
    for (const { path, data } of officialFiles(draft, ["public", "private", "mpim", "dm"])) {
      yield { path: `${TOP_FOLDER}${path}`, data };
    }
  },
  *grid(draft) {
    yield* gridIndexes(draft);
    yield* folders(draft);
  },
  *"slackdump-standard"(draft) {
    yield* slackdumpFiles(draft, (folder, id, name) => `${folder}/attachments/${id}-${name}`);
  },
  *"slackdump-mattermost"(draft) {
    yield* slackdumpFiles(draft, (_, id, name) => `__uploads/${id}/${name}`);
  },
  "slackdump-archive": archiveFiles,
  txt: txtFiles,
  *"not-an-export"() {
    yield { path: "package.json", data: '{ "name": "holidays" }' };
    yield { path: "photos/2026-01-05.json", data: '[{ "width": 1 }]' };
    yield { path: "readme.md", data: "# Holidays\n" };
  },
};

/** §15: the order of entries is not guaranteed; with an odd seed the users come last. */
function* officialFiles(draft: Draft, kinds: Parameters<typeof conversationIndexes>[1]): Generator<ExportFile> {
  const { seed, quirks } = draft.settings;
  const users = usersIndex(quirks.includes("org-users-index") ? "org_users.json" : "users.json", draft.users);
  const usersLast = seed % 2 === 1;
  if (!usersLast) yield users;
  yield* conversationIndexes(draft.conversations, kinds);
  yield* sideIndexes(draft);
  yield* folders(draft);
  if (usersLast) yield users;
}

function* folders(draft: Draft): Generator<ExportFile> {
  for (const conversation of draft.conversations) yield* dayFilesOf(draft, conversation);
  for (const [path, data] of draft.otherFiles) yield { path, data };
}

type BytesPath = (folder: string, fileId: string, name: string) => string;

/** §1, §2.3, §3.2: no integration log, richer channels, and the bytes of the files. */
function* slackdumpFiles(draft: Draft, bytesPath: BytesPath): Generator<ExportFile> {
  for (const conversation of draft.conversations) enrich(draft, conversation);
  yield* conversationIndexes(draft.conversations, ["public", "private", "mpim", "dm"]);
  yield usersIndex("users.json", draft.users);
  yield* folders(draft);
  const seen = new Set<string>();
  for (const conversation of draft.conversations) {
    for (const { id, name } of filesIn(conversation)) {
      const path = bytesPath(folderPath(conversation), id, name);
      if (!seen.has(path)) yield { path, data: `bytes of ${id}` };
      seen.add(path);
    }
  }
}

/** §3.2: what the API tells and an official export does not. `updated` is in milliseconds. */
function enrich({ start }: Draft, { kind, entry }: DraftConversation): void {
  if (entry === undefined) return;
  Object.assign(entry, {
    is_channel: kind === "public",
    is_group: kind === "private",
    is_im: kind === "dm",
    is_mpim: kind === "mpim",
    is_private: kind !== "public",
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    num_members: ((entry.members as readonly string[] | null | undefined) ?? []).length,
    previous_names: [],
    updated: secondsOf(start - DAY) * 1000,
  });
}

/** §2.3: the path's name may be normalised otherwise than `file.name`; only the id counts. */
function filesIn({ messages }: DraftConversation): readonly { readonly id: string; readonly name: string }[] {
  return messages
    .flatMap(({ raw }) => [raw.file, ...((raw.files as Raw[] | undefined) ?? [])])
    .filter((file): file is MutableRaw => file !== undefined && (file as Raw).mode === "hosted")
    .map(({ id, name }) => ({ id: String(id), name: String(name ?? "unnamed").normalize("NFD") }));
}

/** §1: not an export; a converter makes one of it. */
function* archiveFiles(draft: Draft): Generator<ExportFile> {
  for (const { id, messages } of draft.conversations) {
    yield {
      path: `${id}.json`,
      data: prettyJson({ channel_id: id, name: id, messages: messages.map(({ raw }) => raw) }),
    };
  }
  yield { path: "channels.json.gz", data: "\u001f\u008b" };
  yield { path: "slackdump.sqlite", data: "SQLite format 3\u0000" };
}

/** §1, quirk 40: three folders of text. */
function* txtFiles(draft: Draft): Generator<ExportFile> {
  for (const { kind, folder, messages } of draft.conversations) {
    const lines = messages.map(({ raw }) => `[${raw.ts}] ${raw.user}: ${raw.text}`);
    yield { path: `${kind === "dm" || kind === "mpim" ? "dms" : "channels"}/${folder}.txt`, data: lines.join("\n") };
  }
  yield { path: "files/files.txt", data: "harbour.png\n" };
}
