import * as z from "zod";
import {
  WireRole,
  WireShownConversation,
  WireShownGroup,
  WireShownMember,
  WireShownMessage,
  WireShownUser,
} from "./wire-shown.ts";

/** What a stream hands out: what CometChat shows, with what was asked about it besides and how it is to be read. */

/** What the operator chose, as far as it decides what a value becomes. */
const Rules = z.object({
  restore: z.boolean(),
  keepsDeleted: z.boolean(),
  keepsMemberEvents: z.boolean(),
});
export type Rules = z.output<typeof Rules>;

export const RoleValue = z.object({ role: WireRole });
export type RoleValue = z.output<typeof RoleValue>;

export const UserValue = z.object({
  user: WireShownUser,
  /** The definition of his role, if it is none that every app has. */
  role: WireRole.optional(),
  /** Uids. Missing: not asked for. */
  friends: z.array(z.string()).optional(),
  blocked: z.array(z.string()).optional(),
  rules: Rules,
});
export type UserValue = z.output<typeof UserValue>;

export const GroupValue = z.object({ group: WireShownGroup, rules: Rules });
export type GroupValue = z.output<typeof GroupValue>;

export const MemberValue = z.object({
  guid: z.string(),
  /** Uid of the group's owner. */
  owner: z.string().optional(),
  isBanned: z.boolean(),
  member: WireShownMember,
});
export type MemberValue = z.output<typeof MemberValue>;

export const ConversationValue = z.object({ conversation: WireShownConversation });
export type ConversationValue = z.output<typeof ConversationValue>;

export const MessageValue = z.object({
  message: WireShownMessage,
  /** Who reacted. Missing: not asked for. */
  reactors: z.array(z.unknown()).optional(),
  rules: Rules,
});
export type MessageValue = z.output<typeof MessageValue>;
