import type { HttpClient } from "@chat-etl/io";
import { BatchError, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { KNOWN_PAGE_SIZES, MESSAGES_PER_PAGE } from "../limits.ts";
import { pathOf } from "../path.ts";
import type { MessageWire } from "../wire-import.ts";
import type { Standing } from "./message-times.ts";
import type { Sending } from "./turns.ts";

/** What a message is found again by. */
const Found = z.object({
  id: z.string(),
  createdAt: z.number(),
  senderId: z.string().nullish(),
  text: z.string().nullish(),
  attachment: z.looseObject({}).nullish(),
  content: z.array(z.looseObject({ type: z.string() })).nullish(),
  custom: z
    .looseObject({
      ...{ sourceId: z.string().optional(), source: z.string().optional() },
      ...{ part: z.string().optional(), sentAt: z.string().optional() },
    })
    .nullish(),
});
export type Found = z.output<typeof Found>;
const FoundPage = z.object({ data: z.array(Found) });

/** Two clocks, and times that were moved to keep an order. */
const MARGIN_MS = 60_000;

export interface Reading extends Pick<Sending, "turn"> {
  /** Milliseconds. */
  readonly since: number;
  /** How often a page is asked for at most. Default: until the app has had time to recover. */
  readonly attempts?: number | undefined;
}

/**
 * What a conversation holds from shortly before a time on, newest first. Each page takes a turn.
 *
 * @throws TransientError when the app does not recover
 */
export async function readBack(
  http: HttpClient,
  conversationId: string,
  { since, turn, attempts }: Reading,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const page of readPages(http, conversationId, { turn, attempts })) {
    found.push(...page);
    if ((page.at(-1)?.createdAt ?? since) < since - MARGIN_MS) break;
  }
  return found;
}

/**
 * The pages of a conversation, newest first, to its end. Each takes a turn.
 *
 * @throws TransientError when the app does not recover
 */
export async function* readPages(
  http: HttpClient,
  conversationId: string,
  { turn, attempts }: Omit<Reading, "since">,
): AsyncGenerator<readonly Found[]> {
  const seen = new Set<string>();
  let after: string | undefined;
  for (;;) {
    await turn();
    const page = await readPage(http, conversationId, { after, attempts });
    yield page;
    after = page.at(-1)?.id;
    if (after === undefined || isLastPage(page.length)) return;
    if (seen.has(after)) throw goesInCircles();
    seen.add(after);
  }
}

/** A page that is short may be the last one, or all that the app gives at once (TalkJS sheet, T7). */
function isLastPage(length: number): boolean {
  return length < MESSAGES_PER_PAGE && !KNOWN_PAGE_SIZES.includes(length);
}

/** Nobody can tell what lies behind it. */
function goesInCircles(): TransientError {
  const message = "What a conversation holds could not be read back: TalkJS gives the same page again and again.";
  return new TransientError(message, { delivery: "unknown" });
}

/** A page of a conversation, newest first, behind a message. None: there is no such conversation. */
async function readPage(
  http: HttpClient,
  conversationId: string,
  { after, attempts }: { readonly after: string | undefined; readonly attempts: number | undefined },
): Promise<readonly Found[]> {
  const limit = { limit: String(MESSAGES_PER_PAGE) };
  const query = after === undefined ? limit : { ...limit, startingAfter: after };
  try {
    const body = await http.get(`${pathOf("conversations", conversationId)}/messages`, query, { attempts });
    const page = FoundPage.safeParse(body);
    if (page.success) return page.data.data;
    throw new TransientError("What a conversation holds could not be read back: TalkJS answered no list of messages.", {
      delivery: "unknown",
    });
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
  const nameless = found.filter(({ custom }) => custom?.sourceId === undefined);
  return batch.map((wire) => {
    const known = found.findLast((message) => isSamePart(message, wire));
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

type Marked = Pick<MessageWire, "custom">;

/** Whether a message is what became of this wire. */
export function isSamePart(message: Found, wire: Marked): boolean {
  const { custom } = message;
  return custom?.sourceId === wire.custom.sourceId && custom.part === wire.custom.part && isOfSameSource(message, wire);
}

/** Two sources may have messages of one id, and both may have been loaded into one app. */
export function isOfSameSource(
  { custom }: Found,
  wire: { readonly custom: Readonly<Record<string, string>> },
): boolean {
  return custom?.sourceId !== undefined && (custom.source === undefined || custom.source === wire.custom.source);
}

/** When a message of ours was sent, and where it stands. */
export function standsAt({ createdAt, custom }: Found): Standing {
  const sentAt = Number(custom?.sentAt ?? createdAt);
  return { sentAt: Number.isFinite(sentAt) ? sentAt : createdAt, time: createdAt };
}

function isSame({ sender, sentAt, shown }: MessageWire, message: Found): boolean {
  const text = "text" in shown ? shown.text : plainTextOf(shown.content);
  return (message.senderId ?? undefined) === sender && message.createdAt === sentAt && message.text === text;
}

/** The text of a block that is one plain string. */
function plainTextOf([block]: Extract<MessageWire["shown"], { content: unknown }>["content"]): unknown {
  return block?.type === "text" && block.children.length === 1 ? block.children[0] : undefined;
}
