/** Where copied files go: a folder that the operator serves, or a bucket. */
export interface FileStore {
  /** For people: `folder "x"`, `bucket "y" at host`. Holds no key. */
  readonly name: string;
  /** Whether files can be put there: writes a small one, reads it and takes it away. @throws ConfigError, TransientError */
  check(signal: AbortSignal): Promise<void>;
  /**
   * Puts a whole local file under `key`; what is there already with the same size stays, unless the file `replaces` it.
   * When it returns, the file is there to stay: on the folder's disk, or acknowledged by the bucket. The local file may be
   * removed then, and must not be written to: it may be the same one by another name.
   *
   * @throws ConfigError it cannot be written; TransientError the store does not answer, after some tries
   */
  put(key: string, file: StoredFile, signal: AbortSignal): Promise<void>;
  /** Size and SHA-256 of what is stored: reads all of it. `undefined`: nothing is there. @throws as `put` */
  digest(key: string, signal: AbortSignal): Promise<FileDigest | undefined>;
  /** The public address. */
  urlOf(key: string): string;
  close?(): Promise<void>;
}

export interface StoredFile {
  /** Of the local file. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What it is served as. Missing: `application/octet-stream`. */
  readonly contentType?: string | undefined;
  /** As people know it. */
  readonly fileName: string;
  /** What is there is known to be another one, whatever its size. Default: false. */
  readonly replaces?: boolean | undefined;
}

export interface FileDigest {
  readonly sizeBytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}
