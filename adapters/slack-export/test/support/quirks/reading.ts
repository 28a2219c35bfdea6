import { addChannel } from "../conversations.ts";
import { conversationOf, type Draft, type DraftConversation, humans, place, post } from "../draft.ts";
import { asciiJson, dayJson, prettyJson } from "../json.ts";
import type { Quirk } from "../options.ts";
import { DAY, HOUR, tsOf } from "../timestamps.ts";

/** A day on which nobody else says anything: before the first. */
const QUIET_DAYS = 3;

function quietDay({ start }: Draft, turn: number): { readonly at: number; readonly day: string } {
  const at = start - (QUIET_DAYS + turn) * DAY + 20 * HOUR;
  return { at, day: new Date(at / 1000).toISOString().slice(0, 10) };
}

function addDayFile(
  draft: Draft,
  quirk: Quirk,
  { turn, text, detail }: { turn: number; text: string; detail: string },
): void {
  const home = conversationOf(draft, "public");
  const path = `${home.folder}/${quietDay(draft, turn).day}.json`;
  draft.otherFiles.set(path, text);
  place(draft, quirk, { conversationId: home.id, path, detail });
  if (text !== "[]") draft.strays.push({ conversationId: home.id, path, what: "file", detail });
}

export function brokenFile(draft: Draft): void {
  addDayFile(draft, "broken-file", { turn: 1, text: "<html>Too many requests</html>", detail: "not JSON" });
  addDayFile(draft, "broken-file", { turn: 2, text: "", detail: "empty" });
}

/** One whole message, and the beginning of another. The whole one is in the world. */
export function halfFile(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const { at, day } = quietDay(draft, 3);
  const path = `${home.folder}/${day}.json`;
  const { raw } = post(home, at, { user: humans(draft)[0], text: "before the break" });
  draft.rewrites.set(path, (text) => `${text.slice(0, -"\n]".length)},\n    {\n        "type": "mess`);
  place(draft, "half-file", { conversationId: home.id, ts: String(raw.ts), path });
  draft.strays.push({ conversationId: home.id, path, what: "file", detail: "breaks off after one message" });
}

export function emptyDayFile(draft: Draft): void {
  addDayFile(draft, "empty-day-file", { turn: 4, text: "[]", detail: "an empty array" });
}

export function dayFileNotArray(draft: Draft): void {
  const { at } = quietDay(draft, 5);
  const messages = [{ type: "message", user: humans(draft)[0], text: "in an object", ts: tsOf(at) }];
  addDayFile(draft, "day-file-not-array", { turn: 5, text: prettyJson({ ok: true, messages }), detail: "an object" });
  addDayFile(draft, "day-file-not-array", { turn: 6, text: "null", detail: "null" });
}

/** §2.1, §4: other JSON beside day files is no message array. */
export function otherJsonInFolder(draft: Draft): void {
  const { id, folder } = conversationOf(draft, "public");
  const files = {
    "canvas_in_the_conversation.json": prettyJson({ id: "F0CANVAS001", title: "Moorings" }),
    "notes.json": dayJson([{ type: "message", user: "U0", text: "not a day", ts: "1767600000.000001" }]),
    "2026-1-5.json": "[]",
  };
  for (const [name, text] of Object.entries(files)) {
    draft.otherFiles.set(`${folder}/${name}`, text);
    const path = `${folder}/${name}`;
    place(draft, "other-json-in-folder", { conversationId: id, path });
    if (name.startsWith("canvas")) continue;
    draft.strays.push({ conversationId: id, path, what: "file", detail: "not called like a day" });
  }
}

export function junkFiles(draft: Draft): void {
  const { folder } = conversationOf(draft, "public");
  const names = [
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    `__MACOSX/._${folder}`,
    "__MACOSX/._users.json",
    `${folder}/._2026-01-05.json`,
    `${folder}/.DS_Store`,
  ];
  for (const path of names) {
    draft.otherFiles.set(path, "\u0000\u0005junk");
    place(draft, "junk-files", { path });
  }
}

/** §4: a channel of its own, whose day files begin with a byte order mark. */
export function byteOrderMark(draft: Draft): void {
  const channel = wordyChannel(draft, "byte-order-mark", "bom-boats");
  draft.rewrites.set(`${channel.folder}/`, (text) => `\ufeff${text}`);
}

/** §4: a channel of 2015, all `\uXXXX`, surrogate pairs included. */
export function asciiEscapes(draft: Draft): void {
  const channel = wordyChannel(draft, "ascii-escapes", "2015-boats");
  draft.rewrites.set(`${channel.folder}/`, asciiJson);
}

export function unsortedDayFile(draft: Draft): void {
  draft.unsorted.add(wordyChannel(draft, "unsorted-day-file", "backwards").folder);
}

function wordyChannel(draft: Draft, quirk: Quirk, name: string): DraftConversation {
  const members = humans(draft).slice(0, 3);
  const channel = addChannel(draft, "public", { name, members });
  for (const [index, text] of ["ahoy ⛵", "höher als 山 🏔️", "👩‍👩‍👧 on deck"].entries()) {
    const { raw } = post(channel, draft.start + (index + 10) * HOUR, { user: members[index], text });
    place(draft, quirk, { conversationId: channel.id, ts: String(raw.ts) });
  }
  return channel;
}

/** §2.1: what an export without any holds: one empty string. Every export of ours does; here it is told where. */
export function emptyStringsInLists(draft: Draft): void {
  for (const path of ["huddle_transcripts.json", "lists.json"]) place(draft, "empty-strings-in-lists", { path });
}

/** §3.5: nobody knows what stands in these; texts or objects. */
export function filledLists(draft: Draft): void {
  draft.huddleTranscripts = ["https://northwind.slack.com/files/U0000000001/F0HUDDLE001/transcript"];
  draft.lists = ["https://northwind.slack.com/lists/T0NORTHWIND/F0LIST00001", { id: "F0LIST00002", title: "Ropes" }];
  draft.fileConversations = [{ file_id: "F0CHART0001", channel_id: "C0FILECONV1" }];
  for (const path of ["huddle_transcripts.json", "lists.json", "file_conversations.json"])
    place(draft, "filled-lists", { path });
}
