import type { AllowPrivate, Asked, AskOptions, Fetched, FetchOptions, FilePlace, FileStore } from "@chat-etl/sdk";

/** What becomes of the files of messages: they stay and are linked, are copied, or are left out. */
export type AttachmentPolicy = "link" | "copy" | "drop";

/** What becomes of an attachment whose file cannot be had: it keeps its link, is left out, or its message is rejected. */
export type MissingPolicy = "keep-link" | "drop" | "reject";

/** What the operator wants of attachments. */
export interface AttachmentOptions {
  readonly policy: AttachmentPolicy;
  readonly missing: MissingPolicy;
  /** The operator said what shall become of what is missing: then a host that refuses everything stops nothing. */
  readonly isMissingGiven: boolean;
  /** With policy `copy`. */
  readonly copying?: Copying | undefined;
}

/** How files are fetched and where they go. */
export interface Copying {
  readonly store: FileStore;
  /** Where the store's files lie on this machine, for a sink that takes files itself: it is given no links to them. */
  readonly localFolder?: string | undefined;
  readonly fetcher: Fetcher;
  /** Of one file. */
  readonly maxFileBytes: number;
  /** Of all files together. Missing: any number. */
  readonly maxTotalBytes?: number | undefined;
  /** For one file, all tries together. */
  readonly timeoutMs: number;
  /** Files that are fetched at once. */
  readonly concurrency: number;
  readonly allowPrivate: AllowPrivate;
}

/** Reads files from wherever they lie, and trusts nothing that answers. */
export interface Fetcher {
  /** @throws DownloadError it cannot be had; ConfigError it cannot be written */
  fetch(place: FilePlace, options: FetchOptions): Promise<Fetched>;
  /** Has the next `fetch` of a file find it at its path, whoever makes it, without asking for it again. @throws ConfigError */
  keep(place: FilePlace, path: string, fetched: Fetched): Promise<void>;
  /** Takes away what `fetch` left at a path, whole or not. */
  discard(path: string): Promise<void>;
  /** What is said of a file, without fetching it. @throws DownloadError */
  ask(place: FilePlace, options: AskOptions): Promise<Asked>;
  /** What a store calls a file. @param sha256 hexadecimal */
  keyOf(sha256: string, name: string): string;
}

/** Files stay where they are. */
export const LINKED: AttachmentOptions = { policy: "link", missing: "keep-link", isMissingGiven: false };

/** The part that decides over what is sent of a message, as the workspace keeps it. */
export type KeptPolicy = Pick<AttachmentOptions, "policy" | "missing">;
