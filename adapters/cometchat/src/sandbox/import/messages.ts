import * as z from "zod";
import { conversationIdOf } from "../conversation-id.ts";
import { ApiError, badField, PoisonError, RowError } from "../errors.ts";
import { checked, EntityId, requireFields, Seconds, Tags } from "../fields.ts";
import { checkSizes, contentOf, kindOf, type MessageKind } from "../message-content.ts";
import { importedView } from "../view/messages.ts";
import type { ImportContext, ImportKind } from "./batch.ts";
import { ensureGroup, ImportedGroup } from "./groups.ts";
import { ensureUser, ImportedUser } from "./users.ts";

const DAY_SECONDS = 86_400;

/** A message as the import takes it, but for what `message-content.ts` checks (CometChat sheet, 2.4). */
const ImportedMessage = z.object({
  muid: z.string(),
  sender: EntityId,
  receiver: EntityId,
  sentAt: Seconds,
  deliveredAt: Seconds.optional(),
  readAt: Seconds.optional(),
  tags: Tags,
  senderUserDetails: ImportedUser.optional(),
  receiverUserDetails: ImportedUser.optional(),
  receiverGroupDetails: ImportedGroup.optional(),
  receiverGroupOwnerDetails: ImportedUser.optional(),
  mentionedUserDetails: z.record(z.string(), ImportedUser).default({}),
});
type ImportedMessage = z.output<typeof ImportedMessage>;

/** Rows are checked in the order the sheet gives below 8.2; the first finding is the answer. */
export const messagesImport: ImportKind = {
  wrapper: "messages",
  formatCode: "ERR_IMPORT_INVALID_MESSAGE_FORMAT",
  idField: "muid",
  lowercases: false,
  store(row, context) {
    requireFields(row, ["sender", "receiverType", "receiver", "sentAt"]);
    if (context.state.messages.has(String(row.muid))) {
      throw new RowError("ERR_IMPORT_MUID_ALREADY_EXISTS", `The muid "${row.muid}" already exists.`);
    }
    const kind = kindOf(row);
    const data = contentOf(row, kind);
    const message = checked(ImportedMessage, row);
    checkSizes(row, data);
    checkTime(message.sentAt, context);
    ensureParties(message, kind, context);
    return addMessage(message, { kind, data, context });
  },
};

function checkTime(sentAt: number, { options, now }: ImportContext): void {
  if (sentAt > now) throw badField("sentAt", "The sentAt must not lie in the future.");
  if (options.retentionDays === "off" || sentAt >= now - options.retentionDays * DAY_SECONDS) return;
  throw new PoisonError("ERR_BAD_REQUEST", "The message is older than the retention of the app.", {
    sentAt: ["The sentAt is older than the retention of the app."],
  });
}

/** Sender and receiver need not know each other, nor be members. */
function ensureParties(message: ImportedMessage, { receiverType }: MessageKind, context: ImportContext): void {
  const { sender, receiver, mentionedUserDetails } = message;
  ensureUser(sender, message.senderUserDetails, context);
  if (receiverType === "user") ensureUser(receiver, message.receiverUserDetails, context);
  else {
    const details = { group: message.receiverGroupDetails, owner: message.receiverGroupOwnerDetails };
    ensureGroup(receiver, details, context);
  }
  for (const user of Object.values(mentionedUserDetails)) {
    if (!context.state.users.find(user.uid)) ensureUser(user.uid, user, context);
  }
}

interface Checked {
  readonly kind: MessageKind;
  readonly data: Readonly<Record<string, unknown>>;
  readonly context: ImportContext;
}

function addMessage(message: ImportedMessage, { kind, data, context }: Checked): object {
  const { state, options } = context;
  if (options.importQuota !== "off" && state.messages.imported() >= options.importQuota) {
    throw new ApiError(403, "ERR_PLAN_QUOTA_RESTRICTION", `The app may import ${options.importQuota} messages.`);
  }
  const { muid, sender, receiver, sentAt, deliveredAt, readAt, tags } = message;
  const conversationId = conversationIdOf(kind.receiverType, sender, receiver);
  const times = { sentAt, deliveredAt, readAt, updatedAt: sentAt };
  const stored = state.messages.add({ muid, conversationId, sender, ...kind, receiver, data, ...times, tags });
  return importedView(stored, state);
}
