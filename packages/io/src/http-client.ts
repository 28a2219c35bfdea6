import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, MAX_ATTEMPTS, type Quota, TransientError } from "@chat-etl/sdk";
import Bottleneck from "bottleneck";
import { Agent } from "undici";
import { type HttpAnswer, type HttpRequest, sendRequest } from "./http-request.ts";

/** No wait that a platform asks for is longer. */
const LONGEST_WAIT_MS = 300_000;

export interface HttpClientOptions {
  /** The platform's name, for messages: `TalkJS`. */
  readonly service: string;
  /** With the path that all requests share: `https://api.talkjs.com/v1/myApp`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Turns an answer into the error it means, if it is none of success. Decide by status and code, never by wording. */
  failureOf(answer: HttpAnswer, request: HttpRequest): Error | undefined;
  /** Evenly spaces all requests. Missing: the caller paces. */
  readonly pace?: Quota | undefined;
  /** Told before each pause of a repeated read. */
  onWait?(ms: number, why: string): void;
  /** How long one request may take, in milliseconds. Default: 60 000. */
  readonly timeoutMs?: number | undefined;
}

export interface HttpClient {
  /** Reads; repeated with growing pauses while the failure is a `TransientError`. Returns the parsed body. */
  get(path: string, query?: Readonly<Record<string, string>>, limit?: ReadLimit): Promise<unknown>;
  /** One attempt: who sends decides about repeating. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** May be called more than once. */
  close(): Promise<void>;
}

interface ReadLimit {
  /** How often it is tried. Default: about a quarter of an hour long. */
  readonly attempts?: number | undefined;
}

/** JSON over HTTP with one platform: keep-alive connections, time-outs, and failures in the platform's own sorting. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = new Agent({ connections: 16, connect: { timeout: 20_000 } });
  const pace = options.pace && new Bottleneck({ minTime: options.pace.perMs / options.pace.requests });

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const once = () => sendRequest(request, { ...options, agent });
    const answer = await (pace ? pace.schedule(once) : once());
    const failure = options.failureOf(answer, request);
    if (failure) throw failure;
    return answer;
  }

  async function get(
    path: string,
    query?: Readonly<Record<string, string>>,
    { attempts = MAX_ATTEMPTS }: ReadLimit = {},
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await send({ method: "GET", path, query })).body;
      } catch (error) {
        if (!(error instanceof TransientError) || attempt >= attempts) throw error;
        const ms = Math.min(error.retryAfterMs ?? backoffMs(attempt), LONGEST_WAIT_MS);
        options.onWait?.(ms, error.message);
        await sleep(ms, undefined, { signal: options.signal });
      }
    }
  }

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= agent.close();
    return closed;
  };
  return { get, send, close };
}
