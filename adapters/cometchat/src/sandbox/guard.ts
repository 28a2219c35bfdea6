import type { SandboxCall } from "@chat-etl/sandbox";
import type { Next } from "hono";
import { ApiError } from "./errors.ts";
import type { CometchatSandboxOptions } from "./options.ts";

/**
 * Lets only the app's full-access key pass (CometChat sheet, 1.1). The platform names the app in the first host label;
 * on loopback the header `appId` takes its place.
 */
export function guard(options: CometchatSandboxOptions): (call: SandboxCall, next: Next) => Promise<void> {
  return async (call, next) => {
    checkApp(call.req.header("appId"), options);
    checkKey(call.req.header("apikey"), options);
    await next();
  };
}

function checkApp(appId: string | undefined, options: CometchatSandboxOptions): void {
  if (!appId) throw new ApiError(401, "AUTH_ERR_EMPTY_APPID", "The app id is missing.");
  if (appId !== options.appId) throw new ApiError(404, "AUTH_ERR_INVALID_APPID", `The app id "${appId}" is unknown.`);
}

function checkKey(key: string | undefined, { apiKey, authOnlyKey }: CometchatSandboxOptions): void {
  if (!key) throw new ApiError(401, "AUTH_ERR_EMPTY_APIKEY", 'The header "apikey" is missing or empty.');
  if (key === authOnlyKey) throw new ApiError(403, "AUTH_ERR_NO_ACCESS", "An authOnly key may not do this.");
  if (key !== apiKey) throw new ApiError(401, "AUTH_ERR_APIKEY_NOT_FOUND", `The API key ${masked(key)} is unknown.`);
}

/** The first and last five characters, the rest stars, as the platform shows a key it does not know. */
function masked(key: string): string {
  if (key.length <= 10) return "*".repeat(key.length);
  return `${key.slice(0, 5)}${"*".repeat(key.length - 10)}${key.slice(-5)}`;
}
