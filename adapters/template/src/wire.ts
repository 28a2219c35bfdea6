import * as z from "zod";

// 2. The platform's own shapes in the platform's own words, from its documentation: link it here. What is not named is
//    let through. A value that does not fit is rejected with its origin, and the run goes on.

/** Somebody who can write. */
export const WirePerson = z.object({ handle: z.string(), name: z.string().optional() });
export type WirePerson = z.infer<typeof WirePerson>;

export const WireRoom = z.object({ room: z.string(), topic: z.string().optional() });
export type WireRoom = z.infer<typeof WireRoom>;

/** Somebody's place in a room. */
export const WireSeat = z.object({ room: z.string(), handle: z.string() });
export type WireSeat = z.infer<typeof WireSeat>;

/** Something written in a room. */
export const WirePost = z.object({
  key: z.string(),
  room: z.string(),
  /** `null`: a notice nobody wrote. */
  by: z.string().nullable(),
  /** Milliseconds since 1970. */
  at: z.number(),
  body: z.string(),
});
export type WirePost = z.infer<typeof WirePost>;
