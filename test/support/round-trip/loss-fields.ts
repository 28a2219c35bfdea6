/**
 * What each loss may change of the record it is counted for: nothing else may come back different. An empty list: what
 * CometChat has no place for comes back all the same, out of metadata.
 */
export const LOSS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  // All kinds
  "broken-text": [],
  tags: ["tags"],
  "created-at": [],
  "trimmed-custom": ["metadata"],
  "trimmed-extra": ["extra"],

  // Users
  "name-cut": ["displayName", "title"],
  "name-invented": ["displayName", "title"],
  avatar: ["avatarUrl"],
  link: ["profileUrl"],
  role: [],
  "user-state": [],
  "status-text": [],
  friends: ["friendIds"],
  blocks: ["blockedIds"],
  "last-active-at": ["lastActiveAt"],

  // Conversations
  "pair-as-group": ["type"],
  "conversation-type": ["type"],
  "pair-fields": [
    ...["description", "topic", "category", "parentId", "archivedAt", "isArchived", "creatorId", "ownerId"],
    ...["tags", "extra", "visibility"],
  ],
  icon: ["imageUrl"],
  description: [],
  "welcome-messages": [],
  archived: [],
  secret: [],
  "owner-unknown": [],
  "description-cut": [],

  // Memberships
  "owner-joined": ["role", "state", "joinedAt", "joinedAtIsEstimated", "leftAt"],
  "owner-role": ["role"],
  "pair-membership": ["role", "state"],
  "joined-at": ["joinedAt", "joinedAtIsEstimated"],
  "read-only": ["role"],
  notify: ["notify"],
  favorite: ["isFavorite"],
  "read-position": ["lastReadAt"],
  "read-now": ["lastReadAt"],
  "membership-extra": ["extra", "leftAt"],

  // Messages
  "sent-at": [],
  formatting: ["entities"],
  "mention-unknown": ["text", "entities"],
  "mention-limit": ["text", "entities"],
  "mention-other": ["entities"],
  "mention-escaped": [],
  "link-text": ["text", "entities"],
  "link-preview": ["text"],
  "text-split": [],
  "blank-stretch": ["text", "entities"],
  "attachment-no-url": [],
  "attachment-linked": [],
  "attachment-split": ["attachments"],
  "attachment-details": [],
  "attachment-name": [],
  "location-custom": ["type"],
  "message-type": [],
  "system-custom": ["type"],
  "system-in-pair": ["authorId"],
  "custom-data": ["extra"],
  receipts: ["readBy"],
  "read-time": ["readBy"],
  reactions: [],
  reply: [],
  thread: [],
  pin: [],
  edit: [],
  "reaction-now": [],
  "reaction-nobody": ["reactions"],
  "reaction-limit": ["reactions"],
  "pin-now": [],
  "friend-nobody": [],

  // What CometChat refuses to a pass
  "refused-roles": [],
  "refused-reactions": ["reactions"],
  "refused-pins": ["pin"],
};

/** Losses after which no record is expected to be there. */
export const GONE: ReadonlySet<string> = new Set(["former-member", "invited-member"]);

/** Losses for which a message may come in several parts. */
export const SPLITTING: readonly string[] = ["text-split", "attachment-split", "location-custom"];
