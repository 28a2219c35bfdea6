import type { TalkMessage } from "./shapes.ts";

/** Above this many participants `readBy` stays empty (TalkJS sheet, T38). */
const READ_BY_MAX_PARTICIPANTS = 300;

export interface Reader {
  readonly userId: string;
  readonly readUntil: number | null;
}

/** Who has read a message: everyone whose `readUntil` reaches it, but its sender. Nobody reads system messages. */
export function readersOf(
  message: Pick<TalkMessage, "senderId" | "createdAt">,
  participants: readonly Reader[],
): readonly string[] {
  if (message.senderId === null || participants.length > READ_BY_MAX_PARTICIPANTS) return [];
  return participants
    .filter(({ userId, readUntil }) => userId !== message.senderId && (readUntil ?? -1) >= message.createdAt)
    .map(({ userId }) => userId);
}

/** The smallest `readUntil`; `null` when one has read nothing, or nobody is there. */
export function everyoneReadUntil(participants: readonly Reader[]): number | null {
  const instants = participants.map(({ readUntil }) => readUntil);
  return instants.reduce<number | null>(
    (least, next) => (least === null || next === null ? null : Math.min(least, next)),
    instants[0] ?? null,
  );
}

/** Unread: the last message is somebody else's and lies behind what was read. The rule of TalkJS is not published. */
export function isUnread(reader: Reader, last: Pick<TalkMessage, "senderId" | "createdAt"> | null): boolean {
  return last !== null && last.senderId !== reader.userId && last.createdAt > (reader.readUntil ?? -1);
}
