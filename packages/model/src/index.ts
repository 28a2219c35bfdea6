export { Conversation } from "./conversation.ts";
export { Json, JsonObject } from "./json.ts";
export { KINDS, type Kind } from "./kinds.ts";
export { Membership } from "./membership.ts";
export { Attachment, Message, Reaction } from "./message.ts";
export { EpochMs, Id } from "./primitives.ts";
export { AnyRecord, type ChatRecord, idOf, membershipId, type RecordInput } from "./records.ts";
export { Entity, renderText, type TextRenderer } from "./text.ts";
export { User } from "./user.ts";
