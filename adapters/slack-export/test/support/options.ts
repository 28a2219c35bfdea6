/** Every row of §18 that is not a zip's or a layout's own, by number, and what the other sections add. */
export const QUIRKS = [
  "names-without-utf8-flag", // 1
  "nested-top-folder", // 2
  "org-users-index", // 3
  "unknown-users", // 4
  "slackbot-not-listed", // 5
  "slack-connect-strangers", // 6
  "user-u00", // 7
  "bot-without-user", // 8
  "file-comment-author", // 9
  "unknown-subtypes", // 10
  "missing-root", // 11
  "tombstone-root", // 12
  "same-millisecond", // 13
  "malformed-ts", // 14
  "index-without-folder", // 15
  "folder-without-index", // 15
  "twin-mpims", // 16
  "members-null-or-empty", // 17
  "placeholder-created", // 18
  "creator-null", // 19
  "file-stubs", // 20
  "tokens-in-urls", // 21
  "empty-strings-in-lists", // 22
  "other-json-in-folder", // 23
  "file-conversation-folder", // 24
  "empty-profile-fields", // 25
  "numbers-as-strings", // 26
  "deleted-user-stubs", // 27
  "los-angeles-days", // 28
  "text-elsewhere", // 29
  "skin-tone-twins", // 30
  "emails-missing-or-shared", // 31
  "duplicate-entries", // 32
  "broken-file", // 33
  "huge-archive", // 34
  "language-object", // 35
  "names-used-twice", // 36
  "several-reactions", // 37
  "members-with-one-email", // 38
  "bots-with-one-bot-id", // 39
  "txt-export", // 40
  "guests", // §3.1
  "control-sequences", // §11
  "rich-text", // §10
  "note-to-self", // §3.2
  "dm-with-bot", // §3.2
  "pins", // §3.2
  "unlisted-canvas-dm", // §3.4
  "filled-lists", // §3.5
  "byte-order-mark", // §4
  "half-file", // §4
  "empty-day-file", // §4
  "day-file-not-array", // §4
  "unsorted-day-file", // §4
  "ascii-escapes", // §4: 2015 files
  "deep-nesting", // issue 4: 10,000 levels
  "quoted-message", // §7
  "root-without-thread-ts", // §7
  "truncated-reactions", // §5
  "truncated-reply-users", // §5
  "old-style-files", // §5, §9.1
  "file-shared-twice", // §9.1
  "unfurls", // §9.2
  "other-types", // §5: a `type` that is not "message"
  "message-twice", // §17: overlapping exports
  "mojibake-folder", // §15
  "nfd-folder", // §15
  "junk-files", // §15
] as const;

/** §6, with the wider list of other tools. */
export const SUBTYPES = [
  "bot_message",
  "me_message",
  "thread_broadcast",
  "reply_broadcast",
  "file_share",
  "file_comment",
  "file_mention",
  "tombstone",
  "message_deleted",
  "message_changed",
  "message_replied",
  "channel_join",
  "group_join",
  "channel_leave",
  "group_leave",
  "channel_topic",
  "group_topic",
  "channel_purpose",
  "group_purpose",
  "channel_name",
  "group_name",
  "channel_archive",
  "group_archive",
  "channel_unarchive",
  "group_unarchive",
  "channel_convert_to_private",
  "channel_convert_to_public",
  "channel_posting_permissions",
  "pinned_item",
  "unpinned_item",
  "bot_add",
  "bot_remove",
  "bot_enable",
  "bot_disable",
  "reminder_add",
  "sh_room_created",
  "huddle_thread",
  "joiner_notification",
  "joiner_notification_for_inviter",
  "slackbot_response",
  "app_conversation_join",
  "app_conversation_leave",
  "tabbed_canvas_updated",
  "channel_canvas_updated",
  "share_shortcut",
  "ekm_access_denied",
  "assistant_app_thread",
  "emoji_changed",
  "file_created",
  "file_changed",
  "file_deleted",
  "file_public",
  "file_shared",
  "file_unshared",
] as const;
export type Subtype = (typeof SUBTYPES)[number];

export type Quirk = (typeof QUIRKS)[number] | `subtype:${Subtype}`;

export const ALL_QUIRKS: readonly Quirk[] = [...QUIRKS, ...SUBTYPES.map((subtype) => `subtype:${subtype}` as const)];

/** §1 and §2. The last three are none of ours to read. */
export const LAYOUTS = [
  "official", // all conversations
  "official-public", // public channels only
  "top-folder", // zipped again, with one folder on top
  "grid", // Enterprise Grid, the whole organisation
  "slackdump-standard",
  "slackdump-mattermost",
  "slackdump-archive", // one object per conversation, `*.json.gz`, a database
  "txt", // one user's conversations as text
  "not-an-export",
] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface SlackExportOptions {
  /** The same seed and options give the same bytes. Default: 1. */
  readonly seed?: number;
  /** Default: "official". */
  readonly layout?: Layout;
  readonly quirks?: readonly Quirk[];
  /** People, beside two bots. At least 3. Default: 8. */
  readonly users?: number;
  /** Public channels; to these come a third as many private ones, group DMs and DMs, at least one each. Default: 3. */
  readonly channels?: number;
  /** Default: 5. */
  readonly days?: number;
  /** Over all conversations, before quirks. Default: 200. */
  readonly messages?: number;
}

export type Settings = Required<SlackExportOptions>;

/** Fills in the defaults. Two quirks are layouts, and win over an official one. */
export function settingsOf(options: SlackExportOptions): Settings {
  const settings: Settings = {
    seed: 1,
    layout: "official",
    quirks: [],
    users: 8,
    channels: 3,
    days: 5,
    messages: 200,
    ...options,
  };
  if (settings.layout !== "official") return settings;
  if (settings.quirks.includes("txt-export")) return { ...settings, layout: "txt" };
  if (settings.quirks.includes("nested-top-folder")) return { ...settings, layout: "top-folder" };
  return settings;
}
