import { readJsonElements } from "@chat-etl/io";
import type { Logger } from "@chat-etl/sdk";

/**
 * The export script asks for 100 conversations and stops when it gets fewer. TalkJS gives at most 30 on a page, so a
 * whole export may end after the first page; and a page that fails ends it at a full hundred. TalkJS sheet, section 12
 * and T7.
 */
const PAGE_THAT_WAS_CLAMPED = 30;
const PAGE_THAT_WAS_ASKED_FOR = 100;

export interface AuditOptions {
  readonly conversationsPath: string;
  readonly logger: Logger;
}

/**
 * Looks for the losses that the export script passes over in silence (TalkJS sheet, T52). Holds two numbers, whatever
 * the size of the export, and says each thing once.
 */
export class ExportAudit {
  readonly #options: AuditOptions;
  #conversationCount: number | undefined;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** All conversations were read, this many. */
  sawConversations(count: number): void {
    if (this.#conversationCount !== undefined) return;
    this.#conversationCount = count;
    if (count !== PAGE_THAT_WAS_CLAMPED && count % PAGE_THAT_WAS_ASKED_FOR !== 0) return;
    this.#options.logger.warn(
      "The number of exported conversations is one at which the export script stops too early. Compare it with the app.",
      { file: this.#options.conversationsPath, conversations: count },
    );
  }

  /** All messages were read, in this many arrays. The script writes one for each conversation. */
  async sawMessageArrays(count: number, signal: AbortSignal): Promise<void> {
    const conversations = await this.countConversations(signal);
    if (conversations === count) return;
    this.#options.logger.warn(
      "The export does not have one array of messages for each conversation. Messages keep to the conversation they name; some may be missing.",
      { file: this.#options.conversationsPath, conversations, messageArrays: count },
    );
  }

  /** Counts them unless they were counted before. @throws ConfigError the file is broken */
  async countConversations(signal: AbortSignal): Promise<number> {
    if (this.#conversationCount !== undefined) return this.#conversationCount;
    let count = 0;
    const pages = readJsonElements(this.#options.conversationsPath, { depth: 1, signal });
    for await (const page of pages) count += page.values.length;
    this.sawConversations(count);
    return count;
  }
}
