import type { EpochMs, Membership, Message } from "@chat-etl/model";
import type { WireMessage } from "../wire.ts";
import type { Lost } from "./losses.ts";
import { isStorable, seconds } from "./times.ts";

type Receipts = Pick<WireMessage, "deliveredAt" | "readAt">;

/** When the receiver of a one-to-one message read it, as far as known; delivered is the same instant (T33, T34). */
export function receiptsOf(message: Message, receiver: Membership, lost: Lost): Receipts {
  const readAt = readAtOf(message, receiver, lost);
  if (readAt === undefined || !isStorable(seconds(readAt))) return {};
  return { deliveredAt: seconds(readAt), readAt: seconds(readAt) };
}

function readAtOf({ sentAt, readBy }: Message, { userId, lastReadAt }: Membership, lost: Lost): EpochMs | undefined {
  const reader = readBy.find((reader) => reader.userId === userId);
  if (reader?.at !== undefined && reader.at >= sentAt) return reader.at;
  if (lastReadAt !== undefined && lastReadAt >= sentAt) return lastReadAt;
  if (reader === undefined) return undefined;
  lost.add("read-time");
  return sentAt;
}
