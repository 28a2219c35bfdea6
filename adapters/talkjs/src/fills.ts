import type { Fields } from "@chat-etl/sdk";

/** Fields that reading TalkJS fills, by its API and from an export alike. */
export const FILLS: Fields = {
  user: ["avatarUrl", "createdAt", "emails", "extra", "locale", "metadata", "phones", "role"],
  conversation: ["createdAt", "extra", "imageUrl", "lastMessageId", "metadata", "title", "welcomeMessages"],
  membership: ["extra", "joinedAt", "lastReadAt", "notify", "role", "state"],
  message: [
    "attachments",
    "editedAt",
    "entities",
    "extra",
    "location",
    "metadata",
    "reactions",
    "readBy",
    "replyToId",
    "text",
    "type",
  ],
};
