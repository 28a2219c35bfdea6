import type { Attachment, EpochMs } from "@chat-etl/model";
import type { Files, FileVerdict, Staged } from "@chat-etl/store";
import { type AttachmentOptions, type KeptPolicy, LINKED } from "./attachments.ts";
import { hostOf } from "./find-files.ts";
import { isFile, type Placed, placeAttachments } from "./place-attachments.ts";

/** A file that nobody looked for, because its message was not to be sent. */
const OPEN: FileVerdict = { status: "open" };

type WithUrl = Attachment & { url: string };

interface FilesOfMessage {
  readonly files: readonly WithUrl[];
  /** The message's number. */
  readonly seq: number;
}

/** What is taken for true of a file without a verdict. */
export type Predict = (attachment: WithUrl) => FileVerdict | undefined;

/** What becomes of files without a verdict. */
export interface LaneFilesOptions {
  /** For a plan, which fetches nothing. Missing: such a file could not be had. */
  readonly predict?: Predict | undefined;
  /** Fetches the files of messages now, as if that had been done at an instant. Missing: they stay without a verdict. */
  readonly fetch?: ((messages: readonly Staged<"message">[], at: EpochMs) => Promise<void>) | undefined;
  /** The source knows files that have no address of their own: those are to be fetched too. */
  readonly knowsMore?: boolean | undefined;
}

/**
 * Where the files of a target's messages lie, as of any instant: a message is encoded once more as it was when it was sent,
 * whatever was copied since, or is wanted now.
 */
export class LaneFiles {
  readonly #files: Files;
  readonly #target: string;
  readonly #options: LaneFilesOptions;
  /** When the run began that sends messages. Missing: none does. */
  #sendsSince: EpochMs | undefined;
  readonly #policies = new Map<EpochMs, KeptPolicy>();

  constructor(files: Files, target: string, options: LaneFilesOptions = {}) {
    this.#files = files;
    this.#target = target;
    this.#options = options;
  }

  /** From now on messages are sent so. */
  async keepTo({ policy, missing }: AttachmentOptions, at: EpochMs): Promise<void> {
    const kept: KeptPolicy = { policy, missing };
    await this.#files.keepPolicy(this.#target, at, JSON.stringify(kept));
    this.#policies.clear();
    this.#sendsSince = at;
  }

  /** Messages of a page as they are encoded, by number; of those that stay as they are staged, nothing. */
  async place(page: readonly Staged[], at: EpochMs): Promise<ReadonlyMap<number, Placed>> {
    const policy = await this.#policyAt(at);
    const placed = new Map<number, Placed>();
    if (policy.policy === "link") return placed;
    const messages = page.filter(hasAttachments);
    if (policy.policy === "copy") await this.#fetchUnknown(messages, at);
    for (const { seq, record } of messages) {
      const files = policy.policy === "copy" ? record.attachments.filter(isFile) : [];
      const verdicts = await this.#verdicts({ files, seq }, at);
      placed.set(
        seq,
        placeAttachments(record, policy, ({ url }) => verdicts.get(url)),
      );
    }
    return placed;
  }

  /** Only for messages that are about to be sent: what was sent before was sent as it was. */
  async #fetchUnknown(messages: readonly Staged<"message">[], at: EpochMs): Promise<void> {
    const { fetch, knowsMore = false } = this.#options;
    if (fetch === undefined || at !== this.#sendsSince) return;
    const unknown: Staged<"message">[] = [];
    for (const message of messages) {
      const { seq, record } = message;
      const verdicts = await this.#verdicts({ files: record.attachments.filter(isFile), seq }, at);
      const isUnknown = [...verdicts.values()].some((one) => (one === undefined ? knowsMore : one.status === "open"));
      if (isUnknown) unknown.push(message);
    }
    if (unknown.length > 0) await fetch(unknown, at);
  }

  async #verdicts({ files, seq }: FilesOfMessage, at: EpochMs): Promise<ReadonlyMap<string, FileVerdict | undefined>> {
    const verdicts = new Map<string, FileVerdict | undefined>();
    for (const file of files) {
      const verdict = await this.#files.verdict({ source: file.url, seq });
      const isOpen = verdict?.status !== "copied" && (verdict?.status !== "failed" || !verdict.isLasting);
      const unknown = hostOf(file.url) === undefined ? undefined : OPEN;
      verdicts.set(file.url, (isOpen ? this.#options.predict?.(file) : undefined) ?? asOf(verdict, at) ?? unknown);
    }
    return verdicts;
  }

  async #policyAt(at: EpochMs): Promise<KeptPolicy> {
    const known = this.#policies.get(at);
    if (known !== undefined) return known;
    const text = await this.#files.policyAt(this.#target, at);
    const policy: KeptPolicy = text === undefined ? LINKED : JSON.parse(text);
    this.#policies.set(at, policy);
    return policy;
  }
}

function hasAttachments(staged: Staged): staged is Staged<"message"> {
  return staged.record.kind === "message" && staged.record.attachments.length > 0;
}

/** What was copied later was not there then. */
function asOf(verdict: FileVerdict | undefined, at: EpochMs): FileVerdict | undefined {
  return verdict?.status === "copied" && verdict.at > at ? { status: "open" } : verdict;
}
