import type { TalkjsSandboxOptions } from "./options.ts";
import type { State } from "./state/state.ts";

/** What a path names, decoded; empty where the route has no such part. */
export interface RouteParams {
  readonly userId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly emoji: string;
}

/** A request that has passed the gate. */
export interface TalkRequest {
  readonly params: RouteParams;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, `undefined` when none was sent; a `Form` where the route takes one. */
  readonly body: unknown;
  /** The API version it is answered in. */
  readonly version: string;
  readonly state: State;
  readonly options: TalkjsSandboxOptions;
  /** Scheme, host and port the request came to: where uploaded files are served. */
  readonly origin: string;
  /** A fault: an answer to several things lacks the last. */
  readonly isShort: boolean;
  /** Now; each call a millisecond later at least, so that what is sent in order stays in order. */
  instant(): number;
}

/** Answers with a JSON value. A refusal that is thrown undoes what was written, one that is returned does not. @throws Refusal */
type Handler = (request: TalkRequest) => unknown;

export interface Route {
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Behind `/v1/{appId}`, in hono's notation. */
  readonly path: string;
  /** What it takes. Default: JSON. */
  readonly takes?: "form";
  /** It counts as a batch, not as a request. */
  readonly isBatch?: true;
  /** Whether a batch may hold it is a switch. */
  readonly isImport?: true;
  readonly handle: Handler;
}
