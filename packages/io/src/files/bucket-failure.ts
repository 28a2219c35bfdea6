import type { S3ServiceException } from "@aws-sdk/client-s3";
import { ConfigError, TransientError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";

/** What the operator can do, by the bucket's own code. */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: "The key may not write there: give it the right to put, get and delete objects, and to list them",
  AuthorizationHeaderMalformed: "Check the region",
  ExpiredToken: "The session token has expired: get a new one",
  IllegalLocationConstraintException: "Check the region and the endpoint",
  InvalidAccessKeyId: "Check the access key id",
  InvalidBucketName: "Check the name of the bucket",
  InvalidToken: "Check the session token",
  NoSuchBucket: "Make the bucket, or check its name",
  PermanentRedirect: "The bucket is elsewhere: check the region and the endpoint",
  QuotaExceeded: "Make room there",
  RequestTimeTooSkewed: "This machine's clock is wrong: set it",
  SignatureDoesNotMatch: "Check the secret access key",
};

/**
 * What a failure of a bucket means for who runs this. What the bucket said itself is left out, and no cause is kept: its
 * answers quote requests, with their session tokens.
 */
export function bucketFailure(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || error instanceof ConfigError) return error;
  const status = isAnswer(error) ? error.$metadata.httpStatusCode : undefined;
  if (status === undefined || status >= 500 || status === 408 || status === 429) return unanswered(error, status, name);
  const said = `The ${name} answered with status ${status} (${error.name}).`;
  return new ConfigError(`${said} ${ADVICE[error.name] ?? "Check the bucket, the endpoint, the region and the keys"}.`);
}

/** Whether a key could not be read as nothing is there under it. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchKey";
}

/**
 * Whether a head may be missing as nothing is there: it comes without a code, and to a key that may not list, a bucket
 * denies what it does not have.
 */
export function isHeadless(error: unknown): boolean {
  const status = error instanceof Error && isAnswer(error) ? error.$metadata.httpStatusCode : undefined;
  return status === 404 || status === 403;
}

function unanswered(error: Error, status: number | undefined, name: string): unknown {
  const code = codeOf(error) ?? error.name;
  if (code === "ENOTFOUND") return new ConfigError(`The host of the ${name} is not known by name. Check the endpoint.`);
  if (code === "ERR_INVALID_CHAR")
    return new ConfigError(
      `The ${name} cannot be asked: a header would hold what none may. Check the keys and the session token for line breaks and letters that are none of ASCII's.`,
    );
  const what = status === undefined ? `gave no answer (${code})` : `answered with status ${status} (${error.name})`;
  return new TransientError(`The ${name} ${what}.`, { delivery: "unknown" });
}

function isAnswer(error: Error): error is S3ServiceException {
  return "$metadata" in error && typeof error.$metadata === "object";
}
