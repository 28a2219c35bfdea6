/** Addresses that are none of the internet's and may be asked all the same: all (`true`), or these hosts with their port. */
export type AllowPrivate = boolean | readonly string[];

/** Where the bytes of one file are had: at an address, or in the export itself. */
export type FilePlace = FileAddress | FileInside;

export interface FileAddress {
  /** http or https. */
  readonly url: string;
  /** Sent to the first host, never on to another. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Keys that stand in the address. A redirect that would take one of them to another host is not followed. */
  readonly secrets?: readonly string[] | undefined;
}

export interface FileInside {
  /** The file's bytes from the first one on. @throws ConfigError, DownloadError they cannot be read */
  bytes(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** As the export says. Missing: it does not. */
  readonly sizeBytes?: number | undefined;
}
