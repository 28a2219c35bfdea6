import { addChannel, addDm, addFolder, addMpim } from "../conversations.ts";
import { type Draft, type DraftConversation, humans, type MutableRaw, place, post, someInstant } from "../draft.ts";
import { hostedFile, nextFileId, TOKEN } from "../files.ts";
import type { Quirk } from "../options.ts";
import { HOUR, secondsOf } from "../timestamps.ts";
import { FERRY_BOT, TEAM } from "../users.ts";
import { cp437Of } from "../zip-names.ts";

/** Says something in it, by its first member or the first person of all. */
function speak(draft: Draft, conversation: DraftConversation, quirk: Quirk, detail?: string): void {
  const [user = ""] = (conversation.entry?.members as readonly string[] | null | undefined) ?? humans(draft);
  const { raw } = post(conversation, someInstant(draft), { user: user || humans(draft)[0], text: "anybody here?" });
  const told = detail === undefined ? {} : { detail };
  place(draft, quirk, { conversationId: conversation.id, ts: String(raw.ts), ...told });
}

export function indexWithoutFolder(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  const quiet = [
    addChannel(draft, "public", { name: "quiet", members: [one] }),
    addMpim(draft, [one, other], 9),
    addDm(draft, [one, other]),
  ];
  for (const { id } of quiet) place(draft, "index-without-folder", { conversationId: id });
}

export function folderWithoutIndex(draft: Draft): void {
  speak(draft, addFolder(draft, "unknown", "lost-and-found"), "folder-without-index");
}

export function fileConversationFolder(draft: Draft): void {
  const folder = addFolder(draft, "file", `FC:${nextFileId(draft)}:harbour chart`);
  speak(draft, folder, "file-conversation-folder");
}

export function twinMpims(draft: Draft): void {
  const members = humans(draft).slice(0, 3);
  for (const turn of [7, 8]) speak(draft, addMpim(draft, members, turn), "twin-mpims");
}

/** §3.2, §6: for an archived channel the archiving message alone tells who was in it. */
export function membersNullOrEmpty(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  const archived = addChannel(draft, "public", { name: "old-boats", members: [], more: { is_archived: true } });
  speak(draft, archived, "members-null-or-empty", "[]");
  const at = draft.start + draft.settings.days * 24 * HOUR;
  const fields = {
    subtype: "channel_archive",
    user: one,
    text: `<@${one}> archived the channel`,
    members: [one, other],
  };
  post(archived, at, fields, { isSystem: true });
  speak(draft, addChannel(draft, "public", { name: "null-boats", members: null }), "members-null-or-empty", "null");
  const without = addChannel(draft, "public", { name: "no-boats", members: [] });
  delete without.entry?.members;
  speak(draft, without, "members-null-or-empty", "no key");
}

export function placeholderCreated(draft: Draft): void {
  const dm = addDm(draft, humans(draft).slice(1, 3));
  if (dm.entry !== undefined) dm.entry.created = 1;
  speak(draft, dm, "placeholder-created");
}

export function creatorNull(draft: Draft): void {
  const members = humans(draft).slice(0, 3);
  const channel = addChannel(draft, "public", { name: "nobodys", members, more: { creator: null } });
  speak(draft, channel, "creator-null", "null");
  const without = addChannel(draft, "public", { name: "nobodys-either", members });
  delete without.entry?.creator;
  speak(draft, without, "creator-null", "no key");
}

/** §3.2: one member, or the same twice. */
export function noteToSelf(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  speak(draft, addDm(draft, [one]), "note-to-self", "one member");
  speak(draft, addDm(draft, [other, other]), "note-to-self", "the same member twice");
}

export function dmWithBot(draft: Draft): void {
  const [one = ""] = humans(draft);
  speak(draft, addDm(draft, [one, FERRY_BOT.userId]), "dm-with-bot");
}

/** §18 row 36. The folder of the name belongs to the one that is not archived; both ids are placed. */
export function namesUsedTwice(draft: Draft): void {
  const members = humans(draft).slice(0, 3);
  const alive = addChannel(draft, "private", { name: "dinghies", members });
  const archived = addChannel(draft, "public", { name: "dinghies", members: [], more: { is_archived: true } });
  const heir = addChannel(draft, "public", { name: "skiffs", members });
  speak(draft, alive, "names-used-twice", "private, in use");
  place(draft, "names-used-twice", { conversationId: archived.id, detail: "public, archived, without messages" });
  const text = 'has renamed the channel from "dinghies" to "skiffs"';
  const fields = { subtype: "channel_name", user: members[0], text, old_name: "dinghies", name: "skiffs" };
  const { raw } = post(heir, someInstant(draft), fields, { isSystem: true });
  place(draft, "names-used-twice", {
    conversationId: heir.id,
    ts: String(raw.ts),
    detail: "took a name that others have had",
  });
}

/** §3.2: a message and a file; `created` as a number. */
export function pins(draft: Draft): void {
  const [one = "", other = ""] = humans(draft);
  const at = someInstant(draft);
  const file = hostedFile(draft, { user: one, at });
  const channel = addChannel(draft, "public", { name: "pinned", members: [one, other] });
  const { raw } = post(channel, at, { user: one, text: "the map", files: [file], upload: true });
  const pin = (type: "C" | "F", id: unknown) => ({ id, type, created: secondsOf(at) + 60, user: other, owner: one });
  if (channel.entry !== undefined) channel.entry.pins = [pin("C", raw.ts), pin("F", file.id)];
  place(draft, "pins", { conversationId: channel.id, ts: String(raw.ts), fileId: String(file.id), userId: other });
}

/** §3.4: a canvas that is shared in a DM of which the export knows no more. */
export function unlistedCanvasDm(draft: Draft): void {
  const [user = ""] = humans(draft);
  const canvas = canvasOf(draft, user, "D0ELSEWHERE1");
  draft.canvases.push(canvas);
  place(draft, "unlisted-canvas-dm", {
    conversationId: "D0ELSEWHERE1",
    fileId: String(canvas.id),
    path: "canvases.json",
  });
}

export function canvasOf(draft: Draft, user: string, channel: string): MutableRaw {
  const id = nextFileId(draft);
  return {
    id,
    created: secondsOf(draft.start),
    name: "Moorings",
    title: "Moorings",
    mimetype: "application/vnd.slack-docs",
    filetype: "quip",
    pretty_type: "Canvas",
    mode: "quip",
    user,
    editable: true,
    size: 512,
    is_public: true,
    is_tombstoned: false,
    public_url_shared: false,
    date_delete: 0,
    url_private_download: `https://files.slack.com/files-pri/${TEAM}-${id}/download/canvas?token=${TOKEN}`,
    shares: [{ team: TEAM, channel }],
    is_modified_by_ai: false,
    permalink: `https://northwind.slack.com/docs/${TEAM}/${id}`,
    export_timestamp: secondsOf(draft.start) + 864_000,
  };
}

/** §15: names that are not plain letters; the zip writer says how they are encoded. */
export function namesWithoutUtf8Flag(draft: Draft): void {
  for (const name of ["möwen-küche", "港-ferry"]) {
    const channel = addChannel(draft, "public", { name, members: humans(draft).slice(0, 3) });
    speak(draft, channel, "names-without-utf8-flag", name);
  }
}

/** §15: the folder has been through a tool that took UTF-8 for CP437. */
export function mojibakeFolder(draft: Draft): void {
  const channel = addChannel(draft, "public", { name: "fährhafen", members: humans(draft).slice(0, 3) });
  channel.folder = cp437Of(Buffer.from("fährhafen"));
  speak(draft, channel, "mojibake-folder", channel.folder);
}

/** §15: macOS zips decomposed names; the index has them composed. */
export function nfdFolder(draft: Draft): void {
  const channel = addChannel(draft, "public", { name: "bücher-café", members: humans(draft).slice(0, 3) });
  channel.folder = "bücher-café".normalize("NFD");
  speak(draft, channel, "nfd-folder", channel.folder);
}
