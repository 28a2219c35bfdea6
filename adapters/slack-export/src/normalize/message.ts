import { type MarkedText, type Message, present, type RecordInput } from "@chat-etl/model";
import { type Derived, type Normalized, type Reason, RecordError } from "@chat-etl/sdk";
import { slackText } from "../text/slack-text.ts";
import type { WireMessage } from "../wire.ts";
import { type Author, authorOf, shownNameOf } from "./author.ts";
import { deletionOf } from "./deletion.ts";
import { extraOf, without } from "./fields.ts";
import { type Attachment, filesOf } from "./files.ts";
import { type Known, type MessagePlace, userIdOf } from "./known.ts";
import { broughtAlong } from "./message-derived.ts";
import { isFileUpload, ownWords, sharingMessage } from "./message-words.ts";
import { namesOf } from "./names.ts";
import { leftOutTime, leftOutUser, SYSTEM_MESSAGE } from "./policies.ts";
import { reactionsOf } from "./reactions.ts";
import { passedOver, type Sort, sortOf } from "./subtypes.ts";
import { messageIdAt, type Stamp, stampOf } from "./time.ts";
import { withoutTokens } from "./tokens.ts";
import { blockPictures, unfurlsOf } from "./unfurls.ts";

/** What the record's own fields say, what can be counted again, and how the exporting user saw it. */
const SAID: ReadonlySet<string> = new Set(
  ["type", "ts", "user", "text", "blocks", "user_profile", "bot_profile", "bot_id", "username", "thread_ts"].concat(
    ["edited", "reactions", "files", "file", "x_files", "attachments", "comment", "parent_user_id", "mrkdwn", "hidden"],
    ["reply_users", "reply_users_count", "replies", "latest_reply", "root", "is_locked", "subscribed", "last_read"],
    ["unread_count", "source_team", "user_team", "upload", "display_as_bot", "metadata", "is_starred", "inviter"],
    ["pinned_to", "icons", "channel"],
  ),
);

const OLDER_COPY: Reason = {
  code: "older-copy",
  message: "The message stands there again: the copy that was edited last was taken.",
};

/**
 * A message of a day file, with what it brings along: its author where no index knows him, and memberships.
 *
 * @throws RecordError it has no time
 */
export function messageOf(given: WireMessage, place: MessagePlace): Normalized {
  const { known } = place;
  const raw = deletionOf(given) ?? given;
  const stamp = stampOf(raw.ts);
  if (stamp === undefined) throw new RecordError("no-time", 'The message has no "ts" that is a time: repair the file.');
  const message = withoutTokens(raw);
  if (place.isOlderCopy) return { drop: OLDER_COPY };
  const noMessage = passedOver(message) ?? leftOutTime(stamp, known.policies);
  if (noMessage) return { drop: noMessage };
  const sort = sortOf(message);
  const id = idOf(raw, stamp, place);
  const author = authorOf(message, { messageId: id, isSystem: sort.type !== "text", known });
  const leftOut = leftOutUser(author.user && { label: "", origin: "", size: 0, ...author.user }, known);
  if (leftOut) return { drop: leftOut };
  // A deleted beginning of a thread stays in any case: its replies hang on it.
  if (sort.type === "system" && sort.event !== "tombstone" && known.policies.systemMessages === "drop")
    return { drop: SYSTEM_MESSAGE };
  const record = recordOf({ raw, message, id, stamp, sort, author, place });
  return [record, ...broughtAlong({ message, sentAt: stamp.sentAt, event: sort.event, author, place })] satisfies (
    | RecordInput
    | Derived
  )[];
}

/** Of two people's messages at one `ts` the second one's names him. Sheet, section 17. */
function idOf({ user }: WireMessage, { ts }: Stamp, { conversation, isSomebodyElses }: MessagePlace): string {
  return isSomebodyElses ? `${conversation.id}:${ts}:${user}` : `${conversation.id}:${ts}`;
}

interface Parts {
  /** As it was read: its addresses may hold the token. */
  readonly raw: WireMessage;
  readonly message: WireMessage;
  readonly id: string;
  readonly stamp: Stamp;
  readonly sort: Sort;
  readonly author: Author;
  readonly place: MessagePlace;
}

function recordOf({ raw, message, id, stamp, sort, author, place }: Parts): RecordInput {
  const { conversation, known } = place;
  const { thread_ts: threadTs, edited } = message;
  const rootId = messageIdAt(conversation.id, threadTs);
  const unfurls = unfurlsOf(message, known);
  const files = filesOf(raw, known);
  const pictures = blockPictures(message.blocks);
  const attachments = [...files.attachments, ...pictures, ...unfurls.attachments];
  const hasMedia = attachments.some(({ kind }) => kind !== "link");
  const { text, entities } = mapPeople(wordsOf(message, known), known);
  return {
    kind: "message",
    id,
    conversationId: conversation.id,
    authorId: author.slackId === null ? null : userIdOf(author.slackId, known),
    type: sort.type === "text" && hasMedia ? "media" : sort.type,
    sentAt: stamp.sentAt,
    rank: stamp.rank,
    text: text.trim() === "" ? (namesOfStubs(attachments) ?? text) : text,
    entities: [...entities],
    attachments,
    ...present("replyToId", unfurls.replyToId ?? sharingMessage(message, conversation.id)),
    ...present("threadRootId", rootId === messageIdAt(conversation.id, stamp.ts) ? undefined : rootId),
    reactions: reactionsOf(message, known),
    ...present("editedAt", stampOf(edited?.ts)?.sentAt),
    ...present("pin", pinOf(stamp.ts, place)),
    ...present("event", sort.event),
    ...(message.metadata ? { metadata: extraOf(message.metadata).extra ?? {} } : {}),
    ...extraOf({
      ...without(message, SAID),
      team: message.team === known.homeTeam ? undefined : message.team,
      threadTs: rootId === undefined ? threadTs : undefined,
      isAction: message.subtype === "me_message",
      isBroadcast: message.subtype === "thread_broadcast" || message.subtype === "reply_broadcast",
      authorDisplayName: shownNameOf(message, author, known),
      editedBy: edited?.user && edited.user !== message.user ? userIdOf(edited.user, known) : undefined,
      inviter: message.inviter ? userIdOf(message.inviter, known) : undefined,
      files: withoutTokens(files.details),
      attachments: unfurls.kept,
      blocks: keptBlocks(message.blocks),
    }),
  };
}

function wordsOf(message: WireMessage, known: Known): MarkedText {
  const words = ownWords(message);
  const input = isFileUpload(message)
    ? { text: words }
    : { text: words, blocks: message.blocks, attachments: message.attachments };
  return slackText({ ...input, ...(message.mrkdwn === false ? { mrkdwn: false } : {}) }, namesOf(known));
}

/** Where nothing is left but stubs of files, their names are all there is to show. */
function namesOfStubs(attachments: readonly Attachment[]): string | undefined {
  if (attachments.length === 0 || attachments.some(({ url }) => url !== undefined)) return undefined;
  return attachments.map(({ name }) => name).join("\n");
}

/** People who have another id in the target are mentioned by that, bots by their users'. Sheet, section 11. */
function mapPeople({ text, entities }: MarkedText, known: Known): MarkedText {
  const mapped = entities.map((entity) => {
    if (entity.type !== "user_mention") return entity;
    return { ...entity, userId: userIdOf(known.botUsers.get(entity.userId) ?? entity.userId, known) };
  });
  return { text, entities: mapped };
}

function pinOf(ts: string, { conversation, known }: MessagePlace): Message["pin"] {
  const pin = conversation.pins.get(ts);
  if (pin === undefined) return undefined;
  const { pinnedBy, pinnedAt } = pin;
  return { ...present("userId", pinnedBy && userIdOf(pinnedBy, known)), ...present("at", pinnedAt) };
}

/** Rich text is carried as text. Of what bots build, buttons and pictures have no other place. */
function keptBlocks(blocks: unknown): readonly unknown[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.filter((block: unknown) => block instanceof Object && "type" in block && block.type !== "rich_text");
}
