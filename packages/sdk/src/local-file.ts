/** Where an attachment was found. */
export interface FileOptions {
  /** Of its message, for people. */
  readonly origin: string;
  readonly signal: AbortSignal;
}

/**
 * So begins the `url` of an attachment whose copy is handed to a sink that takes files, where the file has no address of
 * its own: a path in an export leads nowhere. `SinkContext.openFile` opens it.
 */
export const LOCAL_FILE = "copied-file:";

/** A file of the source that lies on this machine, for a sink that uploads it. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** As it was measured, else as the source or the server said: `image/png`. Missing: nobody knows. */
  readonly contentType?: string | undefined;
}
