import type { LocalFile } from "./local-file.ts";

/** A fixed sentence, then fields. Never a secret, never a message's text. */
export interface Logger {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** What a source or sink is opened with. */
export interface OpenContext {
  /** Aborted when the run must stop at once. Pass it to every request and read. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Tell it before a pause: somebody may be watching. */
  onWait?(ms: number, why: string): void;
  /** Tell the operator now, on the screen and in the log: a fixed code, and a whole sentence without secrets or text. */
  onNotice?(code: string, message: string): void;
}

export interface SinkContext extends OpenContext {
  /**
   * Nothing was ever sent from this workspace to this target. A sink that keeps duplicates refuses a target that holds
   * something nevertheless: all of it would be sent again.
   */
  readonly isFirst?: boolean | undefined;
  /** Something that was sent from this workspace arrived, as the target itself said. A target without it has lost it. */
  readonly hasWritten?: boolean | undefined;
  /**
   * The file that an attachment's `url` names, where files are copied for a sink that takes them
   * (`capabilities.takesFiles`). Answers undefined: it could not be had. Missing: nothing is copied for it.
   */
  openFile?(url: string): Promise<LocalFile | undefined>;
}
