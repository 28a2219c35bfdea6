import type { ChatRecord, Json, RecordInput } from "@chat-etl/model";
import type { Drop } from "./define-source.ts";

/** A pipeline's own change to canonical records, after they are read and before they are staged. */
export interface Transform {
  /** A verb phrase: `redact-emails`. */
  readonly name: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /**
   * What it was made with, if anything; never a secret. A workspace keeps to the names and options of the transforms it
   * began with, so change one of them when the transform does something else.
   */
  readonly options?: Json | undefined;
  /**
   * The record as it shall be staged, of the same kind; the very same object if nothing changes. Or a drop: with a user
   * goes what he wrote and where he was a member, with a conversation what stands in it. Pure: one record at a time, no
   * state, and what it is given stays as it is.
   *
   * @throws RecordError the record is set aside as rejected
   */
  apply(record: ChatRecord): RecordInput | Drop;
}

/** Declares a transform. */
export function defineTransform(transform: Transform): Transform {
  return transform;
}
