import type { Reason } from "@chat-etl/sdk";
import type { WireMessage } from "../wire.ts";

/** What a message is, and what it tells of. */
export interface Sort {
  readonly type: "text" | "system" | "call" | "unsupported";
  readonly event?: string;
}

const TEXT: Sort = { type: "text" };

/** People's and bots' own words. Sheet, section 6. */
const WORDS: ReadonlySet<string> = new Set([
  "bot_message",
  "me_message",
  "thread_broadcast",
  "reply_broadcast",
  "file_share",
  "file_comment",
  "file_mention",
  "slackbot_response",
]);

/** What Slack tells, by what happened. Sheet, section 6. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  member_joined: ["channel_join", "group_join", "app_conversation_join"],
  member_left: ["channel_leave", "group_leave", "app_conversation_leave"],
  topic_changed: ["channel_topic", "group_topic"],
  description_changed: ["channel_purpose", "group_purpose"],
  renamed: ["channel_name", "group_name"],
  archived: ["channel_archive", "group_archive"],
  unarchived: ["channel_unarchive", "group_unarchive"],
  visibility_changed: ["channel_convert_to_private", "channel_convert_to_public"],
  permissions_changed: ["channel_posting_permissions"],
  message_pinned: ["pinned_item"],
  message_unpinned: ["unpinned_item"],
  integration_changed: ["bot_add", "bot_remove", "bot_enable", "bot_disable"],
  reminder: ["reminder_add"],
  thread_created: ["assistant_app_thread"],
  // A thread's first message that was deleted: it stays, so that the thread has one.
  tombstone: ["tombstone"],
};

/** What else Slack tells, under its own name. */
const NOTICES = ["joiner_notification", "joiner_notification_for_inviter", "tabbed_canvas_updated"].concat(
  ["channel_canvas_updated", "share_shortcut", "emoji_changed"],
  ["file_created", "file_changed", "file_deleted", "file_public", "file_shared", "file_unshared"],
);

const SORTS: ReadonlyMap<string, Sort> = new Map<string, Sort>([
  ...[...WORDS].map((subtype) => [subtype, TEXT] as const),
  ...Object.entries(EVENTS).flatMap(([event, subtypes]) =>
    subtypes.map((subtype) => [subtype, { type: "system", event }] as const),
  ),
  ...NOTICES.map((subtype) => [subtype, { type: "system", event: subtype }] as const),
  ["sh_room_created", { type: "call", event: "call_started" }],
  ["huddle_thread", { type: "call", event: "huddle" }],
  // Its content is withheld by the customer's own key.
  ["ekm_access_denied", { type: "unsupported", event: "redacted" }],
]);

/** What is no message of its own. */
const NO_MESSAGES: ReadonlyMap<string, Reason> = new Map(
  Object.entries({
    message_changed: {
      code: "edit-log",
      message: "An entry of the log of edits: the message itself has its last text.",
    },
    message_deleted: {
      code: "deletion-log",
      message: "An entry of the log of deletions that does not say which message is gone.",
    },
    message_replied: { code: "thread-notice", message: "It only repeats that a thread got a reply." },
  }),
);
const HIDDEN: Reason = { code: "hidden", message: "Slack shows it to nobody, and of which kind it is is not known." };
const NO_MESSAGE: Reason = { code: "no-message", message: 'Its type is another than "message".' };

/** Why it is no message to carry; undefined: it is one. */
export function passedOver({ type, subtype, hidden }: WireMessage): Reason | undefined {
  if (type && type !== "message") return NO_MESSAGE;
  const kind = subtype ?? "";
  return NO_MESSAGES.get(kind) ?? (hidden && isUnknown(subtype) ? HIDDEN : undefined);
}

/** An unknown kind is kept as text under its own name. */
export function sortOf({ subtype }: Pick<WireMessage, "subtype">): Sort {
  if (!subtype) return TEXT;
  return SORTS.get(subtype) ?? { type: "text", event: subtype };
}

/** Whether it is of a kind that this adapter was not written for. */
export function isUnknown(subtype: unknown): subtype is string {
  return typeof subtype === "string" && subtype !== "" && !SORTS.has(subtype) && !NO_MESSAGES.has(subtype);
}
