import type { ChatRecord } from "@chat-etl/model";

interface Place {
  readonly conversation: string | null;
  readonly user: string | null;
  readonly at: number | null;
  readonly rank?: number | undefined;
}

export function placeOf(record: ChatRecord): Place {
  switch (record.kind) {
    case "user":
      return { conversation: null, user: null, at: record.createdAt ?? null };
    case "conversation":
      return { conversation: record.id, user: null, at: record.createdAt ?? null };
    case "membership":
      return { conversation: record.conversationId, user: record.userId, at: record.joinedAt ?? null };
    case "message":
      return { conversation: record.conversationId, user: record.authorId, at: record.sentAt, rank: record.rank };
  }
}
