import { type Draft, type DraftConversation, type DraftMessage, type MutableRaw, post, reply, stray } from "./draft.ts";
import { hostedFile } from "./files.ts";
import type { Subtype } from "./options.ts";
import { HOUR, MINUTE, type Micros, SECOND, secondsOf, tsOf } from "./timestamps.ts";
import { SLACKBOT, TEAM } from "./users.ts";

/** Where a subtype is put, when, and by whom. */
export interface Scene {
  readonly draft: Draft;
  readonly conversation: DraftConversation;
  readonly at: Micros;
  readonly user: string;
  readonly other: string;
}

/** The subtypes that need another message, or are no message. */
export const SPECIAL: Readonly<Partial<Record<Subtype, (scene: Scene) => DraftMessage>>> = {
  thread_broadcast: (scene) => broadcast(scene, "thread_broadcast"),
  reply_broadcast: (scene) => broadcast(scene, "reply_broadcast"),
  tombstone: addTombstone,
  huddle_thread: addHuddle,
  file_comment: addFileComment,
  message_changed({ conversation, at, user }) {
    const message = post(conversation, at, { user, text: "high tide at nine" });
    const previous = { ...message.raw };
    Object.assign(message.raw, { text: "high tide at ten", edited: { user, ts: tsOf(message.at + MINUTE) } });
    event(conversation, message, {
      subtype: "message_changed",
      message: { ...message.raw },
      previous_message: previous,
    });
    return message;
  },
  message_deleted({ conversation, at, user }) {
    // What is left of it is Slack's, as of a tombstone.
    const message = post(conversation, at, { user, text: "gone in a minute" }, { isSystem: true });
    event(conversation, message, {
      subtype: "message_deleted",
      deleted_ts: message.raw.ts,
      previous_message: message.raw,
    });
    return message;
  },
  message_replied({ conversation, at, user }) {
    const message = post(conversation, at, { user, text: "which boat?" });
    const answered = reply(conversation, message, message.at + HOUR, { user, text: "the red one" });
    event(conversation, answered, { subtype: "message_replied", message: message.raw });
    return message;
  },
};

function broadcast({ conversation, at, user, other }: Scene, subtype: Subtype): DraftMessage {
  const root = post(conversation, at, { user, text: "who has the oars?" });
  const copy = { ...root.raw };
  return reply(conversation, root, root.at + MINUTE, { user: other, text: "I have", subtype, root: copy });
}

/** §6, quirk 12: a deleted root, kept for its replies. */
export function addTombstone({ conversation, at, user }: Omit<Scene, "draft">): DraftMessage {
  const root = post(
    conversation,
    at,
    { subtype: "tombstone", user: SLACKBOT, text: "This message was deleted.", hidden: true },
    { authorId: SLACKBOT },
  );
  reply(conversation, root, root.at + HOUR, { user, text: "pity, I liked that" });
  return root;
}

function addHuddle({ conversation, at, user, other }: Scene): DraftMessage {
  const fields = {
    subtype: "huddle_thread",
    user: SLACKBOT,
    text: "A huddle started",
    team: TEAM,
    channel: conversation.id,
  };
  const room = roomOf({ user, other, at });
  const root = post(conversation, at, { ...fields, room }, { authorId: user, isSystem: true });
  reply(conversation, root, root.at + MINUTE, { user: other, text: "notes: <https://example.com/notes>" });
  return root;
}

/** §6, §18 row 9: nobody in `user`, the author inside `comment`. */
export function addFileComment({ draft, conversation, at, user, other }: Scene): DraftMessage {
  const file = hostedFile(draft, { user, at, parameter: "t" });
  post(conversation, at, {
    subtype: "file_share",
    user,
    text: `<@${user}> uploaded a file: harbour.png`,
    file,
    upload: true,
  });
  const comment = {
    id: "Fc0COMMENT2",
    user: other,
    comment: "which *pier* is that?",
    created: secondsOf(at) + 60,
    timestamp: secondsOf(at) + 60,
  };
  const text = `<@${other}> commented on <@${user}>’s file <${file.permalink}|harbour.png>: which *pier* is that?`;
  return post(
    conversation,
    at + MINUTE,
    { subtype: "file_comment", text, comment, file, is_intro: false },
    { authorId: other },
  );
}

export function roomOf({
  user,
  other,
  at,
}: {
  readonly user: string;
  readonly other: string;
  readonly at: Micros;
}): MutableRaw {
  const start = secondsOf(at);
  return {
    id: "R0HUDDLE001",
    name: "",
    created_by: user,
    date_start: start,
    date_end: start + 25 * 60,
    participants: [],
    participant_history: [user, other],
    participants_camera_on: [],
    has_ended: true,
    was_missed: false,
    thread_root_ts: tsOf(at),
    channels: [],
    recording: {},
  };
}

/** An event about a message, one minute after it, in the same conversation. */
function event(conversation: DraftConversation, about: DraftMessage, fields: MutableRaw): void {
  const at = about.at + MINUTE + SECOND;
  const item = { type: "message", hidden: true, ...fields, ts: tsOf(at) };
  stray(conversation, at, item, { what: "event", detail: `${fields.subtype} of ${about.raw.ts}` });
}
