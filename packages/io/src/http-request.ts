import { openAsBlob } from "node:fs";
import { TransientError } from "@chat-etl/sdk";
import { type Agent, FormData, request as undiciRequest } from "undici";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind the base URL, every segment already encoded: `/users/ann%2F1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form of several parts, in place of `body`. */
  readonly form?: readonly FormPart[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A field of a form: text, or a file from disk, which is never held in memory. */
export type FormPart =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly path: string; readonly fileName: string; readonly mimeType?: string | undefined };

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; `undefined` when it is no JSON and the status is not a success. */
  readonly body: unknown;
}

export interface Channel {
  readonly service: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/** Failures that happen before a byte of the request has left. */
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** One request, one answer. @throws TransientError when no answer came, or one that is cut short or no JSON */
export async function sendRequest(request: HttpRequest, channel: Channel): Promise<HttpAnswer> {
  const named = `${request.method} ${request.path}`;
  try {
    const answer = await undiciRequest(urlOf(request, channel.baseUrl), {
      method: request.method,
      dispatcher: channel.agent,
      headers: {
        accept: "application/json",
        ...channel.headers,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
      },
      body: await bodyOf(request),
      signal: request.signal ? AbortSignal.any([request.signal, channel.signal]) : channel.signal,
      headersTimeout: channel.timeoutMs ?? 60_000,
      bodyTimeout: channel.timeoutMs ?? 60_000,
    });
    const text = await answer.body.text();
    const headers = flat(answer.headers);
    return {
      status: answer.statusCode,
      headers,
      body: parse(text, { named, status: answer.statusCode, headers, channel }),
    };
  } catch (error) {
    if (error instanceof TransientError || channel.signal.aborted) throw error;
    const code = codeOf(error);
    if (!isOfTheNetwork(code)) throw error;
    const where = new URL(channel.baseUrl).origin;
    throw new TransientError(`${channel.service} did not answer ${named} at ${where} (${code}).`, {
      delivery: NOT_SENT.has(code) ? "none" : "unknown",
      cause: error,
    });
  }
}

async function bodyOf({ body, form }: HttpRequest): Promise<string | FormData | null> {
  if (form === undefined) return body === undefined ? null : JSON.stringify(body);
  const data = new FormData();
  for (const part of form) {
    if ("value" in part) data.append(part.name, part.value);
    else data.append(part.name, await openAsBlob(part.path, { type: part.mimeType ?? "" }), part.fileName);
  }
  return data;
}

function urlOf({ path, query }: HttpRequest, baseUrl: string): string {
  const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
  return `${baseUrl}${path}${search}`;
}

interface Parsing {
  readonly named: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly channel: Channel;
}

/** The body itself stays out of the error, and the parser's error that quotes it: it may hold somebody's words. */
function parse(text: string, { named, status, headers, channel }: Parsing): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (status < 200 || status > 299) return undefined;
    const found = `${text.length} characters of ${headers["content-type"] ?? "an unnamed type"}`;
    throw new TransientError(`${channel.service} answered ${named} with status ${status} but no JSON: ${found}.`, {
      delivery: "unknown",
    });
  }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

/** Errors made before anything is sent (a header that is none, a URL that is none) come again for ever. */
function isOfTheNetwork(code: string): boolean {
  return code !== "no code" && code !== "UND_ERR_INVALID_ARG" && !code.startsWith("ERR_");
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}
