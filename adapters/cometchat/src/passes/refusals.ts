/** Codes that say: it is so already. */
export const ALREADY_SO: ReadonlySet<string> = new Set([
  "ERR_ROLE_ALREADY_EXISTS",
  "ERR_ALREADY_FRIEND",
  "ERR_ALREADY_BLOCKED",
  "ERR_SAME_SCOPE",
  "ERR_MESSAGE_ALREADY_PINNED",
  "ERR_REACTION_ALREADY_EXISTS",
]);

/** Codes that say: who or what is named is not there, or not any more. The documentation has two for a message (0.3). */
export const GONE: ReadonlySet<string> = new Set([
  "ERR_UID_NOT_FOUND",
  "ERR_GUID_NOT_FOUND",
  "ERR_MESSAGE_ID_NOT_FOUND",
  "ERR_MSG_NOT_FOUND",
]);

const ADVICE: ReadonlyMap<string, string> = new Map([
  ["ERR_UID_NOT_FOUND", "a user it names is not in the app, or deactivated"],
  ["ERR_GUID_NOT_FOUND", "its group is not in the app"],
  ["ERR_MESSAGE_ID_NOT_FOUND", "its message is not in the app any more"],
  ["ERR_MSG_NOT_FOUND", "its message is not in the app any more"],
  ["ERR_NOT_A_MEMBER", "who does it is no member of the group"],
  ["ERR_GROUP_NOT_JOINED", "who does it is no member of the group"],
  ["ERR_CONVERSATION_NOT_ACCESSIBLE", "the conversation has no messages yet"],
  [
    "ERR_BAD_REQUEST",
    "a field is malformed or over a limit: 25 roles an app, 1,000 friends a user, 100 pins a conversation",
  ],
]);

/** What can be said about the refusals that are likely. */
export function adviceFor(code: string): string {
  return ADVICE.get(code) ?? "see CometChat's error guide";
}
