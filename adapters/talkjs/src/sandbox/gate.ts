import type { SandboxCall } from "@chat-etl/sandbox";
import { answer, invalid, Refusal, refuse } from "./answers.ts";
import { isAuthorized } from "./credential.ts";
import { readForm } from "./form.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import type { TalkjsSandboxOptions } from "./options.ts";
import type { Rates } from "./rates.ts";
import type { Route, TalkRequest } from "./request.ts";
import type { State } from "./state/state.ts";
import { versionOf } from "./version.ts";

export interface GateOptions {
  readonly state: State;
  readonly options: TalkjsSandboxOptions;
  readonly rates: Rates;
}

/**
 * What every request passes, in this order: app id, credential, rate, content type, JSON, the handler's own checks.
 * An unknown route never comes here.
 */
export class Gate {
  readonly #state: State;
  readonly #options: TalkjsSandboxOptions;
  readonly #rates: Rates;
  readonly #forms = new OneAtATime();
  #lastInstant = 0;

  constructor({ state, options, rates }: GateOptions) {
    this.#state = state;
    this.#options = options;
    this.#rates = rates;
  }

  /** A route's handler as hono wants it: one transaction around it, committed before the answer. */
  admit(route: Route): (call: SandboxCall) => Promise<Response> {
    return async (call) => {
      if (call.req.param("appId") !== this.#options.appId) return unknownApp();
      if (!isAuthorized(call.req.header("authorization"), this.#options, Date.now())) return unauthorized();
      if (!(await this.#rates.admits(route))) return this.#rates.refuse();
      try {
        const request = await this.#requestOf(call, route);
        return this.#answer(this.#state.transaction(() => route.handle(request)));
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        throw error;
      }
    };
  }

  async #requestOf(call: SandboxCall, { takes }: Route): Promise<TalkRequest> {
    const param = (name: string) => call.req.param(name) ?? "";
    return {
      params: {
        userId: param("userId"),
        conversationId: param("conversationId"),
        messageId: param("messageId"),
        emoji: param("emoji"),
      },
      query: call.req.query(),
      body: takes === "form" ? await this.#form(call) : await bodyOf(call),
      version: versionOf(call.req.header("talkjs-rest-version") ?? this.#options.defaultVersion),
      state: this.#state,
      options: this.#options,
      origin: new URL(call.req.url).origin,
      isShort: call.get("missingKey"),
      instant: () => this.#instant(),
    };
  }

  /** A form is held in memory whole, so that there is never more than one. */
  async #form(call: SandboxCall): Promise<unknown> {
    return await this.#forms.run(() => readForm(call.req.raw, this.#options.fileMaxBytes));
  }

  #instant(): number {
    this.#lastInstant = Math.max(Date.now(), this.#lastInstant + 1);
    return this.#lastInstant;
  }

  #answer(body: unknown): Response {
    if (body instanceof Refusal) return refuse(body);
    return answer(200, this.#options.absentAs === "null" ? body : withoutNulls(body));
  }
}

/** E1: no content type, open to every origin. */
function unknownApp(): Response {
  return new Response("Not found.", { status: 404, headers: { "access-control-allow-origin": "*" } });
}

/** E2: the route does not exist, or not with this method. */
export function unknownRoute(): Response {
  return answer(404, "Not found");
}

export function serverError(): Response {
  return answer(500, { errorCode: "INTERNAL_SERVER_ERROR", reasons: ["Something went wrong."] });
}

function unauthorized(): Response {
  return refuse(new Refusal(401, "UNAUTHORIZED", ["The Authorization header is missing or wrong."]));
}

async function bodyOf(call: SandboxCall): Promise<unknown> {
  const text = call.req.method === "GET" ? "" : await call.req.text();
  if (text === "") return undefined;
  if (!/^application\/json\b/iu.test(call.req.header("content-type") ?? "")) {
    throw invalid(["The content type must be application/json."]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(["The body is no JSON."]);
  }
}

function withoutNulls(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_key, value: unknown) => (value === null ? undefined : value)));
}
