/** What a file is recognised by when a reading is resumed. */
export interface FileFacts {
  readonly sizeBytes: number;
  /** Milliseconds since 1970, with a fraction. */
  readonly modifiedAt: number;
}

/** Where to put bytes, and which. */
export interface ReadRequest {
  readonly into: Buffer;
  /** Where in `into` the first byte goes. */
  readonly at: number;
  /** How many at most. */
  readonly length: number;
  /** Where in the source they stand. A source that cannot seek is only asked for what comes next. */
  readonly position: number;
}

/** Something that is open: its bytes, already unpacked. */
export interface ByteSource {
  /** In full, for messages: `/home/ann/export.zip/users.json`. */
  readonly path: string;
  /** In short, for origins: `users.json`. */
  readonly name: string;
  /** Missing: nothing but its bytes tells whether it is the same as before. */
  readonly facts: FileFacts | undefined;
  /** Whether any position may be asked for. If not, a resumed reading reads and forgets what lies before. */
  readonly isSeekable: boolean;
  /** Tells how many bytes were read; 0: there are no more. @throws ConfigError */
  read(request: ReadRequest): Promise<number>;
  close(): Promise<void>;
}

/** Something to read from that nobody has opened yet. */
export interface Input {
  readonly path: string;
  readonly name: string;
  /** @throws ConfigError it is not there, or may not be read */
  open(signal: AbortSignal): Promise<ByteSource>;
  /** Its bytes from the beginning, as they are: what is packed itself stays packed. @throws ConfigError as `open` */
  bytes(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** How many bytes there will be to read; of a packed file an estimate. Missing: nobody knows. @throws ConfigError */
  sizeBytes?(): Promise<number>;
}
