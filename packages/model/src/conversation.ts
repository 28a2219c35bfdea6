import * as z from "zod";
import { JsonObject } from "./json.ts";
import { EpochMs, Id } from "./primitives.ts";

export const Conversation = z.strictObject({
  kind: z.literal("conversation"),
  id: Id,
  /** `direct` is between two people; a sink checks with `ConversationFacts` whether it really is. */
  type: z.enum(["direct", "group", "channel", "broadcast", "thread", "topic", "self", "livestream"]),
  visibility: z.enum(["public", "private", "secret"]).default("private"),
  title: z.string().optional(),
  topic: z.string().optional(),
  description: z.string().optional(),
  imageUrl: z.string().optional(),
  createdAt: EpochMs.optional(),
  creatorId: Id.optional(),
  ownerId: Id.optional(),
  archivedAt: EpochMs.optional(),
  isArchived: z.boolean().default(false),
  parentId: Id.optional(),
  category: z.string().optional(),
  /** Shown above the history, but no messages. */
  welcomeMessages: z.array(z.string()).default([]),
  /** What the source calls the last message. If it is never read, the source gave less than it has. */
  lastMessageId: Id.optional(),
  /** Messages name it, but the source never described it. */
  isPlaceholder: z.boolean().default(false),
  tags: z.array(z.string()).default([]),
  metadata: JsonObject.default({}),
  extra: JsonObject.default({}),
});
export type Conversation = z.output<typeof Conversation>;
