import { setImmediate } from "node:timers/promises";
import type { Attachment } from "@chat-etl/model";
import type { AnySink } from "@chat-etl/sdk";
import type { Files, FoundFile, Loading, Place, Staged } from "@chat-etl/store";
import { isFile } from "./place-attachments.ts";

/** Messages looked through at once. */
const PAGE = 500;

export interface FindOptions {
  readonly files: Files;
  readonly loading: Loading;
  readonly sink: Pick<AnySink, "capabilities">;
  readonly sinkConfig: unknown;
  /** Most messages that will be sent. */
  readonly limit: number;
  /** The source knows files that have no address of their own. */
  readonly knowsMore: boolean;
  readonly stop: AbortSignal;
}

/**
 * Makes the files known of all messages that are still to be sent, in the order they will be, and says that a run wants
 * them. Returns how many attachments these messages have.
 */
export async function findFiles(options: FindOptions, run: number): Promise<number> {
  const { files, loading, sink, stop } = options;
  const order = sink.capabilities.batch.message.by === "conversation" ? "by-conversation" : "by-time";
  const oldest = oldestTaken(options);
  let attachments = 0;
  let left = options.limit;
  for (let after: Place | undefined; left > 0; ) {
    // Nothing here waits, so that an interrupt is heard only if it is let through.
    await setImmediate();
    stop.throwIfAborted();
    const page = await loading.unsettledMessages({ shard: { index: 0, of: 1 }, order, after, limit: PAGE });
    const sent = page.filter(({ record }) => record.sentAt > oldest).slice(0, left);
    left -= sent.length;
    const found = sent.flatMap((message) => filesOf(message, options));
    attachments += found.length;
    if (found.length > 0) await files.register(found, run);
    after = page.at(-1)?.place;
    if (page.length < PAGE) break;
  }
  return attachments;
}

/** What is too old for the target is rejected, and needs no files. */
function oldestTaken({ sink, sinkConfig }: FindOptions): number {
  const limit = sink.capabilities.ageLimit?.(sinkConfig);
  return limit === undefined || limit.maxAgeMs === "auto" ? Number.NEGATIVE_INFINITY : Date.now() - limit.maxAgeMs;
}

export function filesOf(
  { seq, record }: Staged<"message">,
  { knowsMore }: Pick<FindOptions, "knowsMore">,
): readonly FoundFile[] {
  return record.attachments.filter(isFile).flatMap((attachment) => {
    const host = hostOf(attachment.url);
    if (host === undefined && !knowsMore) return [];
    return [{ source: attachment.url, host: host ?? "", seq, sizeBytes: attachment.sizeBytes }];
  });
}

/** The host of an address of http or https, with its port. */
export function hostOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? parsed.host : undefined;
}

/** What people call a file. */
export function fileNameOf({ name, title, url = "", kind }: Attachment): string {
  const last = (URL.parse(url)?.pathname ?? url).split("/").at(-1) ?? "";
  return [name, title, decoded(last)].find((given) => given !== undefined && given.trim() !== "") ?? kind;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
