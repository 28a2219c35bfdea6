import * as z from "zod";
import { JsonObject } from "./json.ts";
import { EpochMs, Id } from "./primitives.ts";

export const User = z.strictObject({
  kind: z.literal("user"),
  id: Id,
  /** `placeholder`: referenced but never described. `system`: who speaks when nobody does. */
  type: z.enum(["human", "bot", "app", "system", "webhook", "placeholder"]).default("human"),
  displayName: z.string().min(1),
  username: z.string().optional(),
  fullName: z.string().optional(),
  emails: z.array(z.string()).default([]),
  phones: z.array(z.string()).default([]),
  avatarUrl: z.string().optional(),
  profileUrl: z.string().optional(),
  title: z.string().optional(),
  statusText: z.string().optional(),
  /** The source's own word. */
  role: z.string().optional(),
  state: z.enum(["active", "deactivated", "deleted", "invited", "external"]).default("active"),
  deactivatedAt: EpochMs.optional(),
  createdAt: EpochMs.optional(),
  updatedAt: EpochMs.optional(),
  lastActiveAt: EpochMs.optional(),
  /** Friendship is mutual: one of the two naming the other is enough. */
  friendIds: z.array(Id).default([]),
  /** Whom this user does not want to hear from. */
  blockedIds: z.array(Id).default([]),
  /** BCP 47. */
  locale: z.string().optional(),
  /** IANA. */
  timeZone: z.string().optional(),
  tags: z.array(z.string()).default([]),
  /** What the source's owner attached. */
  metadata: JsonObject.default({}),
  /** What the source has and the model does not name. */
  extra: JsonObject.default({}),
});
export type User = z.output<typeof User>;
