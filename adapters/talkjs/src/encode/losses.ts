import type { Loss } from "@chat-etl/sdk";

/** Everything TalkJS's import cannot hold, and what becomes of it. */
export const LOSSES = {
  // All kinds
  "broken-text": "Half characters (lone surrogates) are replaced by U+FFFD.",
  "created-at": "TalkJS dates users and conversations from the import; the source's time is kept in custom.",
  "custom-text": "TalkJS's custom holds text only; other values are kept together in it, as JSON text.",

  // Users
  "name-invented": "TalkJS wants a name; where there is none to see, the id is used and marked in custom.",
  role: "A role that is not among the option roles becomes the default one; the source's is kept in custom.",
  contacts: "E-mail addresses and phone numbers are left out, as configured: with them TalkJS would notify people.",
  "user-state": "TalkJS cannot deactivate users; that a user was is kept in custom.",
  friends: "TalkJS knows no friendships.",
  blocks: "TalkJS's REST API does not know who blocked whom.",

  // Conversations
  "conversation-type": "TalkJS has one type of conversation; public channels, topics and the like are kept in custom.",
  archived: "TalkJS has no archived conversations; that it was is kept in custom.",
  owner: "TalkJS's conversations have no owner; the source's is kept in custom.",

  // Memberships
  "former-member": "Who had left takes part while messages are imported, and is taken out behind them.",
  "invited-member": "TalkJS has no invitations; who was only invited stays outside.",
  "member-role": "TalkJS's participants have no ranks; owners, admins and moderators become participants like others.",
  "joined-at": "TalkJS dates participants from the import; when they joined is not kept.",
  "read-position": "How far somebody has read is not brought; the pass reads does it.",
  favorite: "TalkJS has no favourite conversations.",
  "membership-extra": "TalkJS's participants have no custom; what else the source knows of a membership goes.",

  // Messages
  formatting: "Underlines, headings, quotes and what else TalkJS's text has no mark for become plain text.",
  "markup-typed": "Typed signs such as *, _ and ~ that TalkJS takes for marks are shown as formatting.",
  "markup-broken":
    "Typed text that TalkJS would take for a button, a link or a mention is broken by an invisible space.",
  "mention-unknown": "A mention of somebody who is none of the users read becomes a plain name.",
  "mention-other": "Mentions of conversations or of everybody become plain text.",
  "message-split": "TalkJS's messages hold a text or a file; one with several becomes several of the same source id.",
  placeholder: "A message of a kind that TalkJS does not know, without text, becomes a line that names its kind.",
  "attachment-no-url": "An attachment without a usable http(s) URL is left out; its name is kept in custom.",
  "attachment-linked": "A file that is not copied is a link in the text: it dies with the place the file lies in.",
  "attachment-type": "TalkJS keeps no MIME type of a file; it is kept in custom.",
  "link-preview": "Link previews become the plain link in the text.",
  "location-text": "A location becomes text: this import holds none.",
  "message-type": "Polls, calls, contacts and the like become ordinary messages; the type is kept in custom.",
  "system-text": "This import has no system messages; a user named System says them.",
  "system-dropped": "System messages are dropped, as configured.",
  "system-author": "System messages have no author in TalkJS; the source's is kept in custom.",
  receipts: "Who has read a single message is not brought; the pass reads brings how far people have read.",
  "read-time": "When a message was read cannot be kept.",
  reactions: "Reactions are not imported; how many there were of each is kept in custom. The pass reactions adds them.",
  reply: "The import gives messages new ids and drops what they quote; the quoted message's id is kept in custom.",
  thread: "TalkJS has no threads; replies become ordinary messages, the thread's id is kept in custom.",
  pin: "TalkJS has no pins; that it was pinned, by whom and when is kept in custom.",
  edit: "That a message was edited cannot be set; the time is kept in custom.",
  tags: "TalkJS has no tags; they are kept in custom.",

  // Found when it is sent
  "file-unavailable": "TalkJS did not take a file; the message links it where it was instead.",

  // Passes behind the import
  "reaction-now": "Reactions date from now.",
  "reaction-nobody": "A reaction by nobody who is known cannot be added; the counts in custom have it.",
  "reaction-limit": "TalkJS takes 50 different reactions a message; further ones stay in custom.",
} as const satisfies Readonly<Record<string, string>>;

export type LossCode = keyof typeof LOSSES;

/** Collects one record's losses; a code given twice counts once. */
export type Lost = Set<LossCode>;

/** The collected codes with their sentences, in the order they were met. */
export function lossesOf(lost: ReadonlySet<LossCode>): readonly Loss[] {
  return [...lost].map((code) => ({ code, detail: LOSSES[code] }));
}
