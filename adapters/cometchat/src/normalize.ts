export { normalizeConversation } from "./normalize/conversation.ts";
export { normalizeGroup, normalizeMember } from "./normalize/group.ts";
export { normalizeMessage } from "./normalize/message.ts";
export { normalizeRole, normalizeUser } from "./normalize/user.ts";
