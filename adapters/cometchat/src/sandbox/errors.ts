import type { SandboxCall } from "@chat-etl/sandbox";

/** Field name → what is wrong with it. */
export type Details = Readonly<Record<string, readonly string[]>>;

/** The request as a whole is refused. Thrown inside a transaction, it undoes it. */
export class ApiError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500;
  readonly code: string;
  readonly details: Details | undefined;

  constructor(status: ApiError["status"], code: string, message: string, details?: Details) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** One row of a batch is refused; the others go on. */
export class RowError extends Error {
  readonly code: string;
  readonly details: Details | undefined;

  constructor(code: string, message: string, details?: Details) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** A row that takes its whole request down with it, unless `poisonMode` is `"row"`. */
export class PoisonError extends RowError {}

/** A field of the row is missing or malformed. */
export function badField(field: string, message: string): RowError {
  return new RowError("ERR_BAD_REQUEST", "The given data was invalid.", { [field]: [message] });
}

/** The error envelope as seen in real answers (CometChat sheet, 1.2). */
export function answerError(call: SandboxCall, { status, code, message, details }: ApiError): Response {
  const error = { message, devMessage: message, source: "chat-api", code, ...(details && { details }) };
  return call.json({ error }, status);
}
