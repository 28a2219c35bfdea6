import * as z from "zod";

/** Somebody who can write. */
export const WirePerson = z.object({ handle: z.string(), name: z.string().optional() });
export type WirePerson = z.infer<typeof WirePerson>;

/** A room and who is in it. */
export const WireRoom = z.object({ room: z.string(), topic: z.string().optional(), handles: z.array(z.string()) });
export type WireRoom = z.infer<typeof WireRoom>;

/** Somebody's place in a room. */
export interface WireSeat {
  readonly room: string;
  readonly handle: string;
}

/** Something written in a room. */
export const WireNote = z.object({
  key: z.string(),
  room: z.string(),
  /** `null`: a notice nobody wrote. */
  by: z.string().nullable(),
  /** Milliseconds since 1970. */
  at: z.number(),
  body: z.string(),
  /** Who liked it. */
  likes: z.array(z.string()).default([]),
});
export type WireNote = z.infer<typeof WireNote>;
