import type { ContentfulStatusCode } from "hono/utils/http-status";
import type * as z from "zod";

/** Ends a request with TalkJS' error body (TalkJS sheet, 2.3). Thrown inside a transaction, it undoes it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: ContentfulStatusCode;
  readonly errorCode: string;
  /** Texts, or texts by field. */
  readonly reasons: Reasons;

  constructor(status: ContentfulStatusCode, errorCode: string, reasons: Reasons) {
    super(errorCode);
    this.status = status;
    this.errorCode = errorCode;
    this.reasons = reasons;
  }
}

export type Reasons = readonly string[] | Readonly<Record<string, string>>;

/** 400. */
export function invalid(reasons: Reasons): Refusal {
  return new Refusal(400, "INVALID_ARGUMENTS", reasons);
}

/** 404 C: the thing is missing in an app that exists. */
export function missing(what: "USER" | "CONVERSATION" | "MESSAGE" | "PARTICIPANT", id: string): Refusal {
  return new Refusal(404, `${what}_NOT_FOUND`, [`There is no ${what.toLowerCase()} "${id}".`]);
}

/** Success is always 200. */
export function answer(
  status: ContentfulStatusCode,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

export function refuse({ status, errorCode, reasons }: Refusal, headers?: Readonly<Record<string, string>>): Response {
  return answer(status, { errorCode, reasons }, headers);
}

/** Checks what a client sent. @param at where in a list it stands. @throws Refusal naming the fields */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown, at?: number): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = at === undefined ? [] : [at];
  throw invalid(
    Object.fromEntries(
      result.error.issues.map(({ path, message }) => [[...place, ...path].join(".") || "body", message]),
    ),
  );
}
