/** Where an attachment was found. */
export interface FileOptions {
  /** Of its message, for people. */
  readonly origin: string;
  readonly signal: AbortSignal;
}

/** A file of the source that lies on this machine, for a sink that uploads it. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** As it was measured, else as the source or the server said: `image/png`. Missing: nobody knows. */
  readonly contentType?: string | undefined;
}
