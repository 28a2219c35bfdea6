import type { HttpAnswer, HttpRequest } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import { codeOf, failureOf } from "../failure.ts";

/** Who or what a list belongs to was deleted, or deactivated. The documentation has two codes for a message (0.3). */
const GONE: ReadonlySet<string> = new Set([
  "ERR_UID_NOT_FOUND",
  "ERR_GUID_NOT_FOUND",
  "ERR_MESSAGE_ID_NOT_FOUND",
  "ERR_MSG_NOT_FOUND",
]);

/** People go on deleting while an app is read. Whoever reads a list catches it and goes on; it is no failure. */
export class GoneError extends Error {
  override readonly name = "GoneError";
}

/**
 * What an answer to a read means, if it is none of success. Waiting is the same as for the sink (T44); what the operator
 * must do names the source's own variables.
 */
export function readFailureOf(answer: HttpAnswer, request: HttpRequest): Error | undefined {
  const failure = failureOf(answer, request);
  if (!(failure instanceof ConfigError)) return failure;
  const { status } = answer;
  const code = codeOf(answer.body) ?? `HTTP_${status}`;
  const said = `CometChat answered ${request.method} ${request.path} with status ${status} (${code})`;
  if (status === 404 && GONE.has(code)) return new GoneError(`${said}.`);
  return new ConfigError(`${said}: ${adviceFor(code, status)}`);
}

const KEY =
  'the option "apiKey" (COMETCHAT_SOURCE_API_KEY, found in the CometChat dashboard under API & Auth Keys, REST API Keys)';
const APP =
  'the options "appId" (COMETCHAT_SOURCE_APP_ID) and "region" (COMETCHAT_SOURCE_REGION), both found in the CometChat dashboard';

function adviceFor(code: string, status: number): string {
  if (code.endsWith("_APPID")) return `the app is not there. Check ${APP}.`;
  if (code === "AUTH_ERR_NO_ACCESS" || code === "ERR_PERMISSION_DENIED") {
    return `the key lacks the scope fullAccess. Put a REST API Key, not an Auth Key, into ${KEY}.`;
  }
  if (code.startsWith("AUTH_ERR_") || status === 401) return `the key is not this app's. Check ${KEY} and ${APP}.`;
  if (code.startsWith("ERR_PLAN_") || code === "ERR_SUBSCRIPTION_EXPIRED") {
    return "the app's plan does not allow it. Ask CometChat about the plan; of what is asked for besides, --source.reactions count and --source.friends false leave something out.";
  }
  if (status === 400) return "it refuses the request and would refuse it again. Ask CometChat, or report it.";
  return `there is no such app or address. Check ${APP}, and option "baseUrl" (COMETCHAT_SOURCE_BASE_URL) if it is set.`;
}
