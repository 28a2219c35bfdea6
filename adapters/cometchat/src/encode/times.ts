import type { EpochMs, User } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import { EARLIEST_SECOND, LATEST_SECOND } from "../limits.ts";

/** What is created must lie this far back, so that somebody can join behind it and before now (T17). In seconds. */
const CREATED_BEFORE_NOW = 120;
const JOINED_BEFORE_NOW = 60;

/** UNIX seconds, the way CometChat counts (T9). */
export function seconds(instant: EpochMs): number {
  return Math.floor(instant / 1000);
}

/** Whether CometChat can store it: seconds of 10 digits. */
export function isStorable(second: number): boolean {
  return second >= EARLIEST_SECOND && second <= LATEST_SECOND;
}

/**
 * When the user is said to be created, in seconds: the earliest time there is when nobody knows. Left out, it would be
 * now, and joins in the past may be refused as being earlier (T16, T17).
 */
export function userCreatedAt({ createdAt }: User, startedAt: EpochMs): number {
  return createdAt === undefined ? EARLIEST_SECOND : clampCreated(seconds(createdAt), startedAt);
}

/**
 * When the group is said to be created, in seconds: before anything happened in it. Left out, it would be now, and
 * every join in the past would be refused (T16).
 */
export function groupCreatedAt({ record, firstActivityAt }: ConversationFacts, startedAt: EpochMs): number {
  return clampCreated(seconds(beginningOf({ record, firstActivityAt }) ?? startedAt) - 1, startedAt);
}

/** The earliest instant known of a conversation. */
export function beginningOf(facts: Pick<ConversationFacts, "record" | "firstActivityAt">): EpochMs | undefined {
  const known = [facts.record.createdAt, facts.firstActivityAt].filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** A time of joining that is later than both creations and earlier than now (T17). All in seconds but `startedAt`. */
export function clampJoined(joined: number, created: number, startedAt: EpochMs): number {
  return Math.min(Math.max(joined, created + 1), seconds(startedAt) - JOINED_BEFORE_NOW);
}

function clampCreated(second: number, startedAt: EpochMs): number {
  return Math.min(Math.max(second, EARLIEST_SECOND), seconds(startedAt) - CREATED_BEFORE_NOW);
}
