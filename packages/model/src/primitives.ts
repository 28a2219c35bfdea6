import * as z from "zod";

/** An instant: integer milliseconds since 1970 UTC. Names of such fields end in `At`. */
export const EpochMs = z.int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000);
export type EpochMs = z.output<typeof EpochMs>;

/** The source's own id, never changed. A lone surrogate cannot be written to disk and back, so it is refused. */
export const Id = z
  .string()
  .min(1, "an id must not be empty")
  .refine((id) => id.isWellFormed(), "an id must be well-formed Unicode");
export type Id = z.output<typeof Id>;
