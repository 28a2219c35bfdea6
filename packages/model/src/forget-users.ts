import type { ChatRecord } from "./records.ts";

/**
 * A record that does not name people who are not there: friends, who is blocked, creator, owner, mentions (their words
 * stay), who reacted, read and pinned. Author and member stay: without them there would be no such record. Pure.
 *
 * @param isGone whether nobody has this id
 */
export function forgetUsers(record: ChatRecord, isGone: (id: string) => boolean): ChatRecord {
  const isThere = ({ userId }: { readonly userId?: string | undefined }) => userId === undefined || !isGone(userId);
  switch (record.kind) {
    case "user":
      return {
        ...record,
        friendIds: record.friendIds.filter((id) => !isGone(id)),
        blockedIds: record.blockedIds.filter((id) => !isGone(id)),
      };
    case "conversation": {
      const { creatorId, ownerId, ...rest } = record;
      return {
        ...rest,
        ...(creatorId === undefined || isGone(creatorId) ? {} : { creatorId }),
        ...(ownerId === undefined || isGone(ownerId) ? {} : { ownerId }),
      };
    }
    case "membership":
      return record;
    case "message":
      return {
        ...record,
        entities: record.entities.filter((entity) => entity.type !== "user_mention" || isThere(entity)),
        reactions: record.reactions.filter(isThere),
        readBy: record.readBy.filter(isThere),
        ...(record.pin && !isThere(record.pin) ? { pin: { ...record.pin, userId: undefined } } : {}),
      };
  }
}
