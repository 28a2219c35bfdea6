import * as z from "zod";
import { JsonObject } from "./json.ts";
import { EpochMs, Id } from "./primitives.ts";

export const Membership = z.strictObject({
  kind: z.literal("membership"),
  conversationId: Id,
  userId: Id,
  role: z.enum(["owner", "admin", "moderator", "member", "read_only"]).default("member"),
  /** `former`: wrote here once, is not listed now. */
  state: z.enum(["active", "former", "invited", "banned"]).default("active"),
  /** How the source shows it. */
  evidence: z.enum(["listed", "join_event", "author", "mention"]).default("listed"),
  joinedAt: EpochMs.optional(),
  /** `joinedAt` is not the source's word but the user's first message, or the conversation's beginning. */
  joinedAtIsEstimated: z.boolean().default(false),
  leftAt: EpochMs.optional(),
  /** Everything sent up to here has been read. */
  lastReadAt: EpochMs.optional(),
  notify: z.enum(["all", "mentions", "none"]).optional(),
  isFavorite: z.boolean().optional(),
  extra: JsonObject.default({}),
});
export type Membership = z.output<typeof Membership>;
