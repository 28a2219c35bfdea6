import type { Loss } from "@chat-etl/sdk";

/** Everything CometChat's data import cannot hold, and what becomes of it. */
export const LOSSES = {
  // All kinds
  "broken-text": "Half characters (lone surrogates) are replaced by U+FFFD.",
  tags: "CometChat takes 25 tags of 100 characters; longer ones are cut, further ones are left out.",
  "created-at": "CometChat takes creation times from 2001 up to now only; the time is moved, or invented when missing.",
  "trimmed-custom": "Metadata is over CometChat's limit; parts of what the source's owner attached are left out.",
  "trimmed-extra": "Metadata is over CometChat's limit; parts of what only the source knows are left out.",
  "trimmed-field": "Metadata is over CometChat's limit; some of the record's own fields are left out.",

  // Users
  "name-cut": "CometChat takes names of 100 characters; longer ones are cut.",
  "name-invented": "CometChat wants a name; where there is none, the source's id is used and marked in metadata.",
  avatar: "A picture that is no http(s) URL of up to 3,000 characters is left out.",
  link: "A profile link that is no http(s) URL of up to 3,000 characters is left out.",
  role: "The user gets the default role, the source's is kept in metadata; --sink.passes roles brings roles.",
  "user-state":
    "The import takes active users only; the state is kept in metadata. --sink.passes deactivation deactivates in the end.",
  "status-text": "The import has no status message; it is kept in metadata. --sink.passes statuses brings it.",
  friends: "Friendships cannot be imported; --sink.passes friends brings them.",
  blocks: "The import does not know who blocked whom; --sink.passes blocks brings it.",
  "last-active-at": "A time of last activity before 2001 is left out.",

  // Conversations
  "pair-as-group":
    "CometChat has one plain one-to-one conversation per pair of users; this one becomes a private group of its own.",
  "conversation-type": "Conversations with oneself and threads become groups; the type is kept in metadata.",
  "pair-fields": "A one-to-one conversation has no fields of its own in CometChat; description, tags and the like go.",
  icon: "A group picture that is no http(s) URL of up to 3,000 characters is left out.",
  description:
    "The import has no group description or topic; they are kept in metadata. --sink.passes descriptions brings one.",
  "welcome-messages": "CometChat has no welcome messages; they are kept in metadata.",
  archived: "CometChat has no archived groups; that it was archived is kept in metadata.",
  secret: "CometChat has no secret groups; the group becomes a private one.",
  "owner-unknown": "The owner is none of the users read; the group goes without, the id is kept in metadata.",
  "large-group": "CometChat does not update conversations and unread counts of groups of more than 300 members.",

  // Memberships
  "former-member": "People who left a group stay outside; that they were members is not kept.",
  "former-joined": "People who left a group become members again.",
  "owner-joined":
    "CometChat may let a group's owner join with the group, as admin and now: another role or time, and that he had left, go.",
  "invited-member": "CometChat has no invitations; who was only invited stays outside.",
  "pair-membership":
    "A one-to-one conversation has no memberships in CometChat; roles, and that somebody left or was banned, go.",
  "joined-at": "The time of joining is estimated, or moved to lie between the creation and now.",
  "owner-role": "CometChat has one owner a group, the one it names; further ones become admins.",
  "read-only": "CometChat has no read-only members; they may write.",
  notify: "Notification settings cannot be imported.",
  favorite: "Favourite conversations cannot be imported.",
  "read-position": "How far a member of a group has read cannot be imported; --sink.passes reads brings it.",
  "membership-extra": "CometChat members have no metadata; what else the source knows of a membership goes.",

  // Messages
  "sent-at": "A time of sending in the future is moved to the beginning of the run; the source's is kept in metadata.",
  formatting: "CometChat text is plain; bold, lists, quotes and the like become plain text.",
  "mention-unknown": "A mention of somebody who is none of the users read becomes a plain name.",
  "mention-limit": "CometChat takes 10 mentioned users per message; further ones become plain names.",
  "mention-other": "Mentions of conversations or of everybody become plain text.",
  "mention-escaped": "Typed text that CometChat would take for a mention is broken by an invisible space.",
  "text-split": "Text over CometChat's limit of 10 KB goes on in further messages of the same time.",
  "blank-stretch": "A stretch of nothing but white space, longer than a message may be, is left out.",
  "attachment-no-url": "An attachment without a usable http(s) URL is left out; its name is kept in metadata.",
  "attachment-linked": "CometChat keeps an attachment's link, not the file: it dies with the place it lies in.",
  "attachment-split": "Attachments beyond CometChat's limit of 10 KB go on in further messages of the same time.",
  "attachment-details": "Width, height, length and the like of attachments are kept in metadata only.",
  "attachment-name": "Attachment names are cut at 100 characters.",
  "link-preview": "Link previews become the plain link in the text.",
  "location-custom": 'Locations become messages of category "custom", which an app must be taught to show.',
  "custom-data": "Data of a custom message is over CometChat's limit of 10 KB; parts of it are left out.",
  "link-text": "Links are written out in plain text: the address stands behind what was linked.",
  "message-type": "Polls, calls, contacts and the like become ordinary messages; the type is kept in metadata.",
  "system-custom": 'System messages become messages of category "custom", which an app must be taught to show.',
  "system-in-pair": "In a one-to-one conversation a system message needs a sender; one of the two is taken.",
  "system-dropped": "System messages are dropped, as configured.",
  receipts: "Who has read a message cannot be imported, but for the other one of a one-to-one conversation.",
  "read-time": "That a message was read is known, but not when; it counts as read when sent.",
  reactions:
    "Reactions cannot be imported; how many there were of each is kept in metadata. --sink.passes reactions adds them.",
  reply: "Quoted messages cannot be imported; the quoted message's id is kept in metadata.",
  thread:
    "Threads cannot be imported; replies become ordinary messages, the thread's id is kept in metadata. --sink.passes threads sends real replies, at a price (see --help).",
  pin: "Pins cannot be imported; that it was pinned, by whom and when is kept in metadata. --sink.passes pins adds them.",
  edit: "That a message was edited cannot be imported; the time is kept in metadata.",

  // Passes behind the import
  "description-cut": "CometChat takes descriptions of 255 characters; longer ones are cut.",
  "friend-nobody": "Friends and blocked people who are none of the users read are left out.",
  "reaction-now": "Reactions date from now.",
  "reaction-nobody": "A reaction by nobody who is known cannot be added; the counts in metadata have it.",
  "reaction-limit": "CometChat takes 25 different reactions of 45 characters a message; further ones stay in metadata.",
  "pin-now": "Pins date from now.",
  "read-now": "What had been read counts as read now.",
  "thread-now": "Thread replies date from now; when they were written is kept in metadata.",
} as const satisfies Readonly<Record<string, string>>;

export type LossCode = keyof typeof LOSSES;

/** Collects one record's losses; a code given twice counts once. */
export type Lost = Set<LossCode>;

/** The collected codes with their sentences, in the order they were met. */
export function lossesOf(lost: ReadonlySet<LossCode>): readonly Loss[] {
  return [...lost].map((code) => ({ code, detail: LOSSES[code] }));
}
