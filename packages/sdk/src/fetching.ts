import type { AllowPrivate } from "./file-place.ts";

export interface AskOptions {
  /** What the file is said to be. Missing: anything, a page of HTML too. */
  readonly mimeType?: string | undefined;
  readonly maxBytes: number;
  /** For everything together: looking up names, redirects, all bytes, further tries. */
  readonly timeoutMs: number;
  /** Default: none. */
  readonly allowPrivate?: AllowPrivate | undefined;
  /** How often it is tried where another try may go well. Default: 3. */
  readonly attempts?: number | undefined;
  readonly signal: AbortSignal;
}

export interface FetchOptions extends AskOptions {
  /** Where the file goes. Beside it stand `<path>.part` and `<path>.part.json` until it is whole. */
  readonly path: string;
  /** How many bytes there must be. Missing: any number but none. */
  readonly expectedBytes?: number | undefined;
  /** How long not a byte may come, in milliseconds. Default: 60 000. */
  readonly stallMs?: number | undefined;
  /** Called for every chunk with the number of its bytes; when fetching goes on in the middle, not for what was there. */
  onBytes?(count: number): void;
}

export interface Fetched {
  readonly sizeBytes: number;
  /** Of all its bytes, also of those an earlier process fetched: 64 hexadecimal digits. */
  readonly sha256: string;
  /** As the server says, without parameters: `image/png`. Of a file in the export: missing. */
  readonly contentType?: string | undefined;
  /** What its first bytes show it to be. Missing: they show nothing, as those of a text. */
  readonly measuredType?: string | undefined;
}

/** What a server says of a file. None of it need be true. */
export interface Asked {
  readonly sizeBytes?: number | undefined;
  readonly contentType?: string | undefined;
}
