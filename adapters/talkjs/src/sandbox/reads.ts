import type { TalkMessage } from "./shapes.ts";

/** Above this many participants `readBy` stays empty (TalkJS sheet, T38). */
const READ_BY_MAX_PARTICIPANTS = 300;

export interface Reader {
  readonly userId: string;
  readonly readUntil: number | null;
}

interface Read extends Pick<TalkMessage, "senderId" | "createdAt"> {
  /** Who has read it by what its import said. */
  readonly importedReadBy?: readonly string[];
}

/**
 * Who has read a message, but its sender: whom its import named, and everyone whose `readUntil` reaches it. Nobody reads
 * system messages.
 */
export function readersOf(
  { senderId, createdAt, importedReadBy = [] }: Read,
  participants: readonly Reader[],
): readonly string[] {
  if (senderId === null || participants.length > READ_BY_MAX_PARTICIPANTS) return [];
  const reached = participants.filter(({ readUntil }) => (readUntil ?? -1) >= createdAt).map(({ userId }) => userId);
  return [...new Set([...importedReadBy, ...reached])].filter((userId) => userId !== senderId);
}

/** The smallest `readUntil`; `null` when one has read nothing, or nobody is there. */
export function everyoneReadUntil(participants: readonly Reader[]): number | null {
  const instants = participants.map(({ readUntil }) => readUntil);
  return instants.reduce<number | null>(
    (least, next) => (least === null || next === null ? null : Math.min(least, next)),
    instants[0] ?? null,
  );
}

/**
 * Unread: the last message is somebody else's, lies behind what was read, and was not imported as read. The rule of
 * TalkJS is not published.
 */
export function isUnread(
  { userId, readUntil }: Reader,
  last: Pick<TalkMessage, "senderId" | "createdAt" | "readBy"> | null,
): boolean {
  if (last === null || last.senderId === userId || last.readBy.includes(userId)) return false;
  return last.createdAt > (readUntil ?? -1);
}
