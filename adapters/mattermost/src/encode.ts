export { encodeConversation } from "./encode/conversation.ts";
export { encodeMembership } from "./encode/membership.ts";
export { encodeMessage } from "./encode/message.ts";
export { encodeUser } from "./encode/user.ts";
