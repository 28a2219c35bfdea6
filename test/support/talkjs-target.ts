import * as z from "zod";
import type { Sandbox } from "./etl.ts";
import { openSandbox } from "./sandbox.ts";

const Stored = z.object({
  id: z.string(),
  senderId: z.string().nullable(),
  text: z.string().nullable(),
  createdAt: z.number(),
  attachment: z.object({ url: z.string(), size: z.number() }).nullish(),
  custom: z.object({ sourceId: z.string(), part: z.string().optional() }).loose(),
});
export type StoredTalk = z.output<typeof Stored>;

const Listed = z.object({
  id: z.string(),
  participants: z.record(z.string(), z.object({ access: z.string() }).loose()),
  custom: z.record(z.string(), z.string()),
});
export type StoredRoom = z.output<typeof Listed>;

/** Serves again what a rehearsal into TalkJS left behind. */
export async function serveTarget(folder: string): Promise<Sandbox> {
  return await openSandbox("talkjs", ["--folder", folder, "--world", "none", "--rate", "off"]);
}

/** Every user that the TalkJS sandbox holds. */
export async function storedPeople(target: Sandbox): Promise<readonly { readonly id: string }[]> {
  return await listAll(target, "/users", { schema: z.object({ id: z.string() }), limit: 30 });
}

/** Every conversation that the TalkJS sandbox holds. */
export async function storedRooms(target: Sandbox): Promise<readonly StoredRoom[]> {
  return await listAll(target, "/conversations", { schema: Listed, limit: 30 });
}

/** What a conversation holds, oldest first. */
export async function storedTalk(target: Sandbox, conversationId: string): Promise<readonly StoredTalk[]> {
  const path = `/conversations/${encodeURIComponent(conversationId)}/messages`;
  return [...(await listAll(target, path, { schema: Stored, limit: 100 }))].reverse();
}

async function listAll<T extends { readonly id: string }>(
  target: Sandbox,
  path: string,
  { schema, limit }: { readonly schema: z.ZodType<T>; readonly limit: number },
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1)?.id;
    const query = new URLSearchParams({ limit: String(limit), ...(last === undefined ? {} : { startingAfter: last }) });
    const headers = { authorization: `Bearer ${target.config.secretKey}` };
    const answer = await fetch(`${target.url}/v1/${target.config.appId}${path}?${query}`, { headers });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`);
    const { data } = z.object({ data: z.array(schema) }).parse(await answer.json());
    all.push(...data);
    if (data.length < limit) return all;
  }
}
