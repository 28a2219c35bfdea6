import * as z from "zod";
import type { Sandbox } from "./etl.ts";

const StoredMessage = z.object({
  id: z.string(),
  conversationId: z.string(),
  sentAt: z.number(),
  category: z.string(),
  data: z.object({
    text: z.string().optional(),
    /** Missing where nobody reacted. */
    reactions: z.array(z.unknown()).optional(),
    metadata: z
      .object({ sourceId: z.string(), sourceConversationId: z.string().optional(), part: z.number().optional() })
      .optional(),
  }),
});
export type StoredMessage = z.output<typeof StoredMessage>;

/** What the CometChat sandbox answers. */
export async function readTarget(target: Sandbox, path: string): Promise<unknown> {
  const headers = { apikey: target.config.apiKey ?? "", appId: target.config.appId ?? "" };
  const answer = await fetch(`${target.url}/v3${path}`, { headers });
  if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`);
  return await answer.json();
}

/** Everything the CometChat sandbox holds as messages, in its own order. */
export async function storedMessages(target: Sandbox): Promise<readonly StoredMessage[]> {
  const all: StoredMessage[] = [];
  for (let last = "0"; ; ) {
    const { data } = z
      .object({ data: z.array(StoredMessage) })
      .parse(await readTarget(target, `/messages?affix=append&id=${last}&limit=1000`));
    all.push(...data);
    const id = data.at(-1)?.id;
    if (id === undefined) return all;
    last = id;
  }
}

/** Ids of the source's messages in the target, by the source's conversation, in the target's order; parts left out. */
export function bySourceConversation(messages: readonly StoredMessage[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { data } of messages) {
    if (data.metadata?.sourceConversationId === undefined) continue;
    const { sourceConversationId, sourceId } = data.metadata;
    found.set(sourceConversationId, [...(found.get(sourceConversationId) ?? []), sourceId]);
  }
  return found;
}

export async function storedCount(target: Sandbox, list: "users" | "groups"): Promise<number> {
  let count = 0;
  for (let page = 1; ; page += 1) {
    const { data } = z
      .object({ data: z.array(z.unknown()) })
      .parse(await readTarget(target, `/${list}?perPage=1000&page=${page}`));
    count += data.length;
    if (data.length < 1000) return count;
  }
}
