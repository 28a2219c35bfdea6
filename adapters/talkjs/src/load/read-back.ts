import type { HttpClient } from "@chat-etl/io";
import { BatchError, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { MESSAGES_PER_PAGE } from "../limits.ts";
import { pathOf } from "../path.ts";
import type { MessageWire } from "../wire-import.ts";
import type { Sending } from "./turns.ts";

/** What a message is found again by. */
const Found = z.object({
  id: z.string(),
  createdAt: z.number(),
  senderId: z.string().nullish(),
  text: z.string().nullish(),
  attachment: z.looseObject({}).nullish(),
  content: z.array(z.looseObject({ type: z.string() })).nullish(),
  custom: z.looseObject({ sourceId: z.string().optional(), part: z.string().optional() }).nullish(),
});
export type Found = z.output<typeof Found>;
const FoundPage = z.object({ data: z.array(Found) });

/** Two clocks, and times that were moved to keep an order. */
const MARGIN_MS = 60_000;

/**
 * What a conversation holds from shortly before a time on, newest first. Each page takes a turn.
 *
 * @throws TransientError when the app does not recover
 */
export async function readBack(
  http: HttpClient,
  conversationId: string,
  { since, turn }: { readonly since: number } & Pick<Sending, "turn">,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (;;) {
    await turn();
    const page = await readPage(http, conversationId, found.at(-1)?.id);
    found.push(...page);
    const oldest = page.at(-1);
    if (oldest === undefined || page.length < MESSAGES_PER_PAGE || oldest.createdAt < since - MARGIN_MS) return found;
  }
}

/** A page of a conversation, newest first, behind a message. None: there is no such conversation. */
export async function readPage(
  http: HttpClient,
  conversationId: string,
  after: string | undefined,
): Promise<readonly Found[]> {
  const limit = { limit: String(MESSAGES_PER_PAGE) };
  const query = after === undefined ? limit : { ...limit, startingAfter: after };
  try {
    const body = await http.get(`${pathOf("conversations", conversationId)}/messages`, query);
    return FoundPage.parse(body).data;
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    // No conversation, no messages. But a position that is gone says nothing about what lies behind it.
    if (after === undefined && /NOT_FOUND$|^HTTP_404$/.test(error.code)) return [];
    throw new TransientError(`What a conversation holds could not be read back. ${error.message}`, {
      delivery: "unknown",
      cause: error,
    });
  }
}

/** The message that each wire became, if it is there. No message is taken for two. */
export function matched(batch: readonly MessageWire[], found: readonly Found[]): readonly (Found | undefined)[] {
  const bySource = new Map(found.map((message) => [keyOf(message.custom), message]));
  const nameless = found.filter(({ custom }) => custom?.sourceId === undefined);
  return batch.map((wire) => {
    const known = bySource.get(keyOf(wire.custom));
    if (known !== undefined) return known;
    // Should custom have been dropped: by author, time and text.
    const at = nameless.findIndex((message) => isSame(wire, message));
    return at < 0 ? undefined : nameless.splice(at, 1)[0];
  });
}

/** Whether a message shows a file. */
export function hasFile({ attachment, content }: Found): boolean {
  return Boolean(attachment) || (content ?? []).some(({ type }) => type === "file");
}

function keyOf(custom: Found["custom"] | MessageWire["custom"]): string | undefined {
  return typeof custom?.sourceId === "string" ? JSON.stringify([custom.sourceId, custom.part ?? "0"]) : undefined;
}

function isSame({ sender, sentAt, shown }: MessageWire, message: Found): boolean {
  const text = "text" in shown ? shown.text : plainTextOf(shown.content);
  return (message.senderId ?? undefined) === sender && message.createdAt === sentAt && message.text === text;
}

/** The text of a block that is one plain string. */
function plainTextOf([block]: Extract<MessageWire["shown"], { content: unknown }>["content"]): unknown {
  return block?.type === "text" && block.children.length === 1 ? block.children[0] : undefined;
}
