import type { ChatRecord } from "@chat-etl/model";
import type { AnyPass, ConversationFacts, EncodeContext, Encoded, PassContext } from "@chat-etl/sdk";
import type { Loading, Staged } from "@chat-etl/store";

interface PageContext extends EncodeContext<unknown> {
  readonly facts: ReadonlyMap<string, ConversationFacts>;
}

/** Looks up what a pass may know of a page of records, and encodes them one by one. */
export async function passEncoder(
  pass: AnyPass,
  loading: Loading,
  { page, facts, ...context }: PageContext & { readonly page: readonly Staged[] },
): Promise<(staged: Staged) => Promise<Encoded<unknown>>> {
  const seqs = page.map(({ seq }) => seq);
  const targetIds = await loading.targetIds(seqs);
  const sent = await loading.sent(seqs);
  const roots = await loading.landed(page.flatMap(({ record }) => threadRootOf(record) ?? []));
  return async ({ seq, record }) => {
    const known: PassContext<unknown> = {
      ...context,
      conversation: "conversationId" in record ? facts.get(record.conversationId) : facts.get(record.id),
      wasSent: sent.has(seq),
      targetId: targetIds.get(seq),
      threadRoot: roots.get(threadRootOf(record) ?? ""),
      lastRead: await lastReadOf(record, loading),
    };
    return pass.encode(record, known);
  };
}

function threadRootOf(record: ChatRecord): string | undefined {
  return record.kind === "message" ? record.threadRootId : undefined;
}

async function lastReadOf(record: ChatRecord, loading: Loading): Promise<PassContext<unknown>["lastRead"]> {
  if (record.kind !== "membership" || record.lastReadAt === undefined) return undefined;
  return await loading.lastLanded(record.conversationId, record.lastReadAt);
}
