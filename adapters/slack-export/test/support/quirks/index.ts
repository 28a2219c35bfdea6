import type { Draft } from "../draft.ts";
import { place } from "../draft.ts";
import { type QUIRKS, type Quirk, SUBTYPES } from "../options.ts";
import { addSubtype } from "../subtypes.ts";
import * as bots from "./bots.ts";
import * as conversations from "./conversations.ts";
import * as files from "./files.ts";
import * as messages from "./messages.ts";
import * as people from "./people.ts";
import * as reading from "./reading.ts";
import * as threads from "./threads.ts";

/** Puts the quirks into the export, in the order of their catalogue, whatever order they were asked for. */
export function addQuirks(draft: Draft): void {
  const asked = new Set(draft.settings.quirks);
  for (const [quirk, add] of Object.entries(ADD)) if (asked.has(quirk as Quirk)) add(draft);
  for (const subtype of SUBTYPES) if (asked.has(`subtype:${subtype}`)) addSubtype(draft, subtype);
}

/** These are a matter of layout and of the zip; `layouts` and `zip` do the work. */
const told = (quirk: Quirk, path: string) => (draft: Draft) => place(draft, quirk, { path });

const ADD: Readonly<Record<(typeof QUIRKS)[number], (draft: Draft) => void>> = {
  "names-without-utf8-flag": conversations.namesWithoutUtf8Flag,
  "nested-top-folder": told("nested-top-folder", ""),
  "org-users-index": told("org-users-index", "org_users.json"),
  "unknown-users": people.unknownUsers,
  "slackbot-not-listed": people.slackbotNotListed,
  "slack-connect-strangers": people.slackConnectStrangers,
  "user-u00": people.userU00,
  "bot-without-user": bots.botWithoutUser,
  "file-comment-author": files.fileCommentAuthor,
  "unknown-subtypes": messages.unknownSubtypes,
  "missing-root": threads.missingRoot,
  "tombstone-root": threads.tombstoneRoot,
  "same-millisecond": messages.sameMillisecond,
  "malformed-ts": messages.malformedTs,
  "index-without-folder": conversations.indexWithoutFolder,
  "folder-without-index": conversations.folderWithoutIndex,
  "twin-mpims": conversations.twinMpims,
  "members-null-or-empty": conversations.membersNullOrEmpty,
  "placeholder-created": conversations.placeholderCreated,
  "creator-null": conversations.creatorNull,
  "file-stubs": files.allFileStubs,
  "tokens-in-urls": files.tokensInUrls,
  "empty-strings-in-lists": reading.emptyStringsInLists,
  "other-json-in-folder": reading.otherJsonInFolder,
  "file-conversation-folder": conversations.fileConversationFolder,
  "empty-profile-fields": people.emptyProfileFields,
  "numbers-as-strings": files.numbersAsStrings,
  "deleted-user-stubs": people.deletedUserStubs,
  "los-angeles-days": messages.losAngelesDays,
  "text-elsewhere": bots.textElsewhere,
  "skin-tone-twins": messages.skinToneTwins,
  "emails-missing-or-shared": people.emailsMissingOrShared,
  "duplicate-entries": told("duplicate-entries", "users.json"),
  "broken-file": reading.brokenFile,
  "huge-archive": told("huge-archive", "__uploads/F0HUGE00001/huge.bin"),
  "language-object": messages.languageObject,
  "names-used-twice": conversations.namesUsedTwice,
  "several-reactions": messages.severalReactions,
  "members-with-one-email": people.membersWithOneEmail,
  "bots-with-one-bot-id": bots.botsWithOneBotId,
  "txt-export": told("txt-export", "channels"),
  guests: people.guests,
  "control-sequences": messages.allControlSequences,
  "rich-text": messages.allRichTexts,
  "note-to-self": conversations.noteToSelf,
  "dm-with-bot": conversations.dmWithBot,
  pins: conversations.pins,
  "unlisted-canvas-dm": conversations.unlistedCanvasDm,
  "filled-lists": reading.filledLists,
  "byte-order-mark": reading.byteOrderMark,
  "half-file": reading.halfFile,
  "empty-day-file": reading.emptyDayFile,
  "day-file-not-array": reading.dayFileNotArray,
  "unsorted-day-file": reading.unsortedDayFile,
  "ascii-escapes": reading.asciiEscapes,
  "deep-nesting": messages.deepNesting,
  "quoted-message": messages.quotedMessage,
  "root-without-thread-ts": threads.rootWithoutThreadTs,
  "truncated-reactions": messages.truncatedReactions,
  "truncated-reply-users": threads.truncatedReplyUsers,
  "old-style-files": files.oldStyleFiles,
  "file-shared-twice": files.fileSharedTwice,
  unfurls: messages.unfurls,
  "other-types": messages.otherTypes,
  "message-twice": messages.messageTwice,
  "mojibake-folder": conversations.mojibakeFolder,
  "nfd-folder": conversations.nfdFolder,
  "junk-files": reading.junkFiles,
};
