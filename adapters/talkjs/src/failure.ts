import { type HttpAnswer, type HttpRequest, retryAfterMs } from "@chat-etl/io";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import * as z from "zod";

/** The body of a refusal. `reasons` may quote what was sent, so it is never repeated. TalkJS sheet, section 2.3. */
const Refusal = z.looseObject({ errorCode: z.string().regex(/^[A-Z][A-Z0-9_]{0,60}$/) });

/** The messages of a conversation, and who reacted to one of them. */
const MESSAGE_LIST = /^\/conversations\/[^/]+\/messages(?:\/[^/]+\/reactions\/[^/]+)?$/;

const WHERE =
  "It is in the TalkJS dashboard, Settings; test and live are two apps, each with its own id and secret key.";

/**
 * What a TalkJS answer means, by its status: bodies come as JSON, as a bare string or as plain text (TalkJS sheet,
 * T42, T43). TalkJS looks at the app id before the key, so a wrong id is a 404 whatever the key.
 *
 * @param variables what the names of the variables begin with that lead to the app
 */
export function failureOf(
  answer: HttpAnswer,
  request: HttpRequest,
  variables = "TALKJS",
): ConfigError | TransientError | GoneError | undefined {
  const { status } = answer;
  if (status >= 200 && status <= 299) return undefined;
  const gone = goneIn(answer, request);
  const code = codeOf(answer.body);
  const what = `TalkJS answered ${request.method} ${request.path} with status ${status}${code ? ` (${code})` : ""}`;
  if (gone) return new GoneError(gone, `${what}.`);
  if (status === 401 || status === 403) return new ConfigError(keyMessage(what, variables));
  if (status === 404) return new ConfigError(notFoundMessage(what, answer, variables));
  if (status === 429) {
    return new TransientError(`${what}: too many requests. Lower option "requestsPerSecond" if this goes on.`, {
      delivery: "none",
      retryAfterMs: retryAfterMs(answer.headers, Date.now()),
    });
  }
  if (status >= 500 || status === 408) return new TransientError(`${what}.`, { delivery: "unknown" });
  if (status < 400) return new ConfigError(`${what}, a redirection. ${baseUrlAdvice(variables)}`);
  return new ConfigError(`${what}: it refuses the request and would refuse it again. ${baseUrlAdvice(variables)}`);
}

function baseUrlAdvice(variables: string): string {
  return `Check option "baseUrl" (${variables}_BASE_URL): it must lead to the TalkJS REST API.`;
}

/** People go on deleting while a history is read. Whoever reads a list catches it and goes on; it is no failure. */
export class GoneError extends Error {
  override readonly name = "GoneError";
  /** The list that was asked for, or the item behind which it was asked for. */
  readonly what: "list" | "position";

  constructor(what: "list" | "position", message: string) {
    super(message);
    this.what = what;
  }
}

/** A conversation that is gone answers 404 with JSON; an item that is gone answers 404 or 400 (TalkJS sheet, E23). */
function goneIn({ status, body }: HttpAnswer, { method, path, query }: HttpRequest): "list" | "position" | undefined {
  const isJson = typeof body === "object" && body !== null;
  const goesOn = query?.startingAfter !== undefined;
  const isMessageList = MESSAGE_LIST.test(path);
  if (method !== "GET" || !isJson) return undefined;
  if (status === 404 && isMessageList && (!goesOn || codeOf(body) === "CONVERSATION_NOT_FOUND")) return "list";
  return goesOn && (status === 404 || status === 400) ? "position" : undefined;
}

function keyMessage(what: string, variables: string): string {
  return `${what}: the app id is known, but the secret key is refused. Set option "secretKey" (${variables}_SECRET_KEY) to the key of this very app. ${WHERE}`;
}

/** An unknown app is plain text without a type, an unknown route a JSON string. TalkJS sheet, section 2.2. */
function notFoundMessage(what: string, { body, headers }: HttpAnswer, variables: string): string {
  const isPlain = body === undefined && !headers["content-type"]?.includes("html");
  if (!isPlain) return `${what}: there is no such thing at this address. ${baseUrlAdvice(variables)}`;
  return `${what}: there is no app with this id. Set option "appId" (${variables}_APP_ID). ${WHERE} If the id is right, check option "baseUrl" (${variables}_BASE_URL).`;
}

/** The code of a refusal, if it is one that can be told on. */
export function codeOf(body: unknown): string | undefined {
  return Refusal.safeParse(body).data?.errorCode;
}
