import { Json } from "@chat-etl/model";
import * as z from "zod";

// The lines of a bulk import as this sink writes them, as far as they are compared.

const WrittenSeat = z.object({ name: z.string() }).catchall(Json);

const WrittenTeam = z.object({ name: z.string(), channels: z.array(WrittenSeat).default([]) });

/** A line of a user, with his places inside. */
export const WrittenUser = z.object({
  user: z.object({ username: z.string(), teams: z.array(WrittenTeam).default([]) }).catchall(Json),
});
export type WrittenUser = z.infer<typeof WrittenUser>;

const Channel = z.object({ team: z.string(), name: z.string() }).catchall(Json);
const DirectChannel = z.object({ members: z.array(z.string()) }).catchall(Json);

export const WrittenChannel = z.union([
  z.object({ type: z.literal("channel"), channel: Channel }),
  z.object({ type: z.literal("direct_channel"), direct_channel: DirectChannel }),
]);
export type WrittenChannel = z.infer<typeof WrittenChannel>;

const Place = z.union([
  z.object({ team: z.string(), channel: z.string() }),
  z.object({ channel_members: z.array(z.string()) }),
]);

/** A post, or one of the replies inside its line. */
export const FoundPost = z.object({
  place: Place,
  isReply: z.boolean(),
  post: z.object({ user: z.string(), create_at: z.number() }).catchall(Json),
});
export type FoundPost = z.infer<typeof FoundPost>;
