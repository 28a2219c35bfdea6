import * as z from "zod";
import { JsonObject } from "./json.ts";
import { EpochMs, Id } from "./primitives.ts";
import { Entity } from "./text.ts";

export const Attachment = z.strictObject({
  kind: z.enum(["image", "video", "audio", "voice", "file", "link"]),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  sizeBytes: z.int().nonnegative().optional(),
  /** Often open to whoever has it: never log it. */
  url: z.string().optional(),
  /** Pixels. */
  width: z.number().nonnegative().optional(),
  height: z.number().nonnegative().optional(),
  durationMs: z.number().nonnegative().optional(),
  thumbnailUrl: z.string().optional(),
  title: z.string().optional(),
});
export type Attachment = z.output<typeof Attachment>;

export const Reaction = z.strictObject({
  /** The character itself, or `:name:`. */
  emoji: z.string().min(1),
  /** Missing: the source tells how many, not who. */
  userId: Id.optional(),
  /** For reactions without a user. */
  count: z.int().positive().default(1),
  createdAt: EpochMs.optional(),
});
export type Reaction = z.output<typeof Reaction>;

export const Message = z
  .strictObject({
    kind: z.literal("message"),
    /** Unique over all conversations of the source. */
    id: Id,
    conversationId: Id,
    /** `null`: nobody wrote it, the system did. */
    authorId: Id.nullable(),
    type: z
      .enum(["text", "media", "system", "call", "poll", "location", "contact", "custom", "unsupported"])
      .default("text"),
    sentAt: EpochMs,
    /** The source's own order inside equal instants. Missing: the order in which the messages were read. */
    rank: z.number().optional(),
    /** Plain text, possibly empty. Marked up by `entities`. */
    text: z.string().default(""),
    entities: z.array(Entity).default([]),
    attachments: z.array(Attachment).default([]),
    location: z
      .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
      .optional(),
    /** The message this one quotes. */
    replyToId: Id.optional(),
    threadRootId: Id.optional(),
    reactions: z.array(Reaction).default([]),
    readBy: z.array(z.strictObject({ userId: Id, at: EpochMs.optional() })).default([]),
    editedAt: EpochMs.optional(),
    /** Present: the message is pinned in its conversation; by whom and when, where that is known. */
    pin: z.strictObject({ userId: Id.optional(), at: EpochMs.optional() }).optional(),
    /** What happened, for `type: "system"`. */
    event: z.string().optional(),
    tags: z.array(z.string()).default([]),
    metadata: JsonObject.default({}),
    extra: JsonObject.default({}),
  })
  .refine(({ text, entities }) => entities.every(({ start, end }) => start < end && end <= text.length), {
    path: ["entities"],
    error: "an entity must lie inside its text",
  });
export type Message = z.output<typeof Message>;
