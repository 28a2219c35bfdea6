import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { TalkjsSandboxOptions } from "./options.ts";

/** What a token of the server itself claims; `admin` is what newer clients say for `app` (TalkJS sheet, section 1). */
const Claims = z.object({
  tokenType: z.string(),
  iss: z.string(),
  /** Seconds. */
  exp: z.number(),
});

export type App = Pick<TalkjsSandboxOptions, "appId" | "secretKey" | "jwtTypes">;

/** Whether an `Authorization` header holds the secret key, or a token signed with it that is still good. */
export function isAuthorized(header: string | undefined, app: App, now: number): boolean {
  const token = header?.match(/^Bearer (.+)$/u)?.[1];
  if (token === undefined) return false;
  return areEqual(token, app.secretKey) || isGoodToken(token, app, now);
}

function isGoodToken(token: string, { appId, secretKey, jwtTypes }: App, now: number): boolean {
  const [head = "", payload = "", signature = "", ...rest] = token.split(".");
  const expected = createHmac("sha256", secretKey).update(`${head}.${payload}`).digest("base64url");
  if (rest.length > 0 || !areEqual(signature, expected)) return false;
  const claims = Claims.safeParse(jsonOf(payload));
  const types: readonly string[] = jwtTypes === "both" ? ["app", "admin"] : [jwtTypes];
  if (!claims.success || !types.includes(claims.data.tokenType)) return false;
  return claims.data.iss === appId && claims.data.exp * 1000 > now;
}

function jsonOf(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, "base64url").toString());
  } catch {
    return undefined;
  }
}

function areEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
