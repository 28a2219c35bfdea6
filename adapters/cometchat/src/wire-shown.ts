import * as z from "zod";

/** How CometChat shows what it has stored. Its documentation contradicts its examples, so much is taken either way. */

/** A string in most places, an integer in some (CometChat sheet, 4.4, 4.7). */
const id = z.union([z.string().min(1), z.number().int().transform(String)]);
const someId = z.union([z.string(), z.number().int().transform(String)]).nullish();

const text = z.string().nullish();

/** UNIX seconds; the documentation's examples have them as strings too. */
const seconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .nullish();

/** An object; written by PHP, an empty one is a list. What it holds is looked at where it is used. */
const map = z.unknown().optional();

const tags = z.array(z.string()).nullish();

/** One role of `GET /roles`. Section 6. */
export const WireRole = z.looseObject({ role: id, name: text, description: text, metadata: map, settings: map });
export type WireRole = z.output<typeof WireRole>;

/** One user of `GET /users`. Section 4.5. */
export const WireShownUser = z.looseObject({
  uid: id,
  name: text,
  avatar: text,
  link: text,
  role: text,
  statusMessage: text,
  metadata: map,
  tags,
  createdAt: seconds,
  updatedAt: seconds,
  lastActiveAt: seconds,
  deactivatedAt: seconds,
});
export type WireShownUser = z.output<typeof WireShownUser>;

/** One group of `GET /groups`. Passwords are never shown. Section 4.5. */
export const WireShownGroup = z.looseObject({
  guid: id,
  name: text,
  /** `public`, `password`, `private`. */
  type: text,
  icon: text,
  description: text,
  owner: someId,
  metadata: map,
  tags,
  createdAt: seconds,
});
export type WireShownGroup = z.output<typeof WireShownGroup>;

/** One user of `GET /groups/{guid}/members` or `/bannedusers`, as far as it is about the group. Section 4.5. */
export const WireShownMember = z.looseObject({ uid: id, scope: text, joinedAt: seconds, bannedAt: seconds });
export type WireShownMember = z.output<typeof WireShownMember>;

/** One reaction of `GET /messages/{id}/reactions`. Section 4.5. */
export const WireReaction = z.looseObject({ reaction: z.string(), uid: someId, reactedAt: seconds });
export type WireReaction = z.output<typeof WireReaction>;

/** One message of any list: what people wrote, and the rows that tell of edits, members and calls. Section 4.7. */
export const WireShownMessage = z.looseObject({
  id,
  sender: someId,
  /** `user` or `group`. */
  receiverType: text,
  receiver: someId,
  /** `message`, `custom`, `action`, `call`. */
  category: text,
  type: text,
  data: map,
  metadata: map,
  reactions: map,
  sentAt: z.union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ]),
  deliveredAt: seconds,
  readAt: seconds,
  editedAt: seconds,
  editedBy: someId,
  deletedAt: seconds,
  deletedBy: someId,
  parentId: someId,
  pinnedBy: someId,
  pinnedAt: seconds,
  tags,
});
export type WireShownMessage = z.output<typeof WireShownMessage>;

/** One row of `GET /conversations`: a conversation as one of its two people sees it, without saying which. 4.5. */
export const WireShownConversation = z.looseObject({
  conversationId: id,
  conversationType: text,
  /** A string in the examples, an integer in the documentation's table. */
  unreadMessageCount: z.union([z.string(), z.number()]).nullish(),
  createdAt: seconds,
  conversationWith: map,
  lastMessage: map,
  tags,
});
export type WireShownConversation = z.output<typeof WireShownConversation>;
