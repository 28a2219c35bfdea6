import * as z from "zod";

/** Where TalkJS answers, for every app. TalkJS sheet, section 1. */
const TALKJS_URL = "https://api.talkjs.com";

/** TalkJS allows a burst of 600 requests and then 9 a second, for each app. TalkJS sheet, section 3. */
const REQUESTS_PER_SECOND = 9;

/** The API version this adapter was written for; the default differs from app to app (TalkJS sheet, T44). */
const API_VERSION = "2024-01-01";

/** What leads to one TalkJS app. */
export interface Account {
  readonly appId: string;
  /** Scheme, host and port. */
  readonly baseUrl: string;
}

/**
 * The options that lead to one app. Source and sink have them alike, under variables of their own.
 *
 * @param prefix what the names of the variables begin with: `TALKJS`
 * @param app the app, for people: `the TalkJS app to read`
 */
export function accountOptions(prefix: string, app: string) {
  return {
    appId: z
      .string()
      .trim()
      .min(1)
      .meta({
        description: `Id of ${app}. Test and live are two apps, each with an id of its own.`,
        env: `${prefix}_APP_ID`,
        where: "TalkJS dashboard, Settings",
      }),
    secretKey: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]+$/, "a secret key consists of letters, digits and signs, without spaces")
      .meta({
        description: "Secret key of the same app (sk_test_… or sk_live_…).",
        env: `${prefix}_SECRET_KEY`,
        where: "TalkJS dashboard, Settings",
        secret: true,
      }),
    baseUrl: z
      .string()
      .trim()
      .refine(isBareUrl, {
        message: 'must be scheme, host and port only, such as "https://api.talkjs.com", without a path or a query',
      })
      .default(TALKJS_URL)
      .meta({
        description: "Scheme, host and port of the TalkJS REST API. Change it for a sandbox or a proxy.",
        env: `${prefix}_BASE_URL`,
      }),
    requestsPerSecond: z.coerce
      .number()
      .positive()
      .default(REQUESTS_PER_SECOND)
      .meta({ description: "Most requests in a second. TalkJS allows 9, more on larger plans." }),
  };
}

/** Where requests go. */
export function baseUrlOf({ appId, baseUrl }: Account): string {
  return `${new URL(baseUrl).origin}/v1/${encodeURIComponent(appId)}`;
}

/** What every request says about who asks. */
export function headersOf({ secretKey }: { readonly secretKey: string }): Record<string, string> {
  return { authorization: `Bearer ${secretKey}`, "talkjs-rest-version": API_VERSION };
}

/** The app as a target is called. Another server is another one: a rehearsal must not pass for the real thing. */
export function accountName({ appId, baseUrl }: Account): string {
  const { origin, host } = new URL(baseUrl);
  return origin === TALKJS_URL ? appId : `${appId}@${host}`;
}

/** Whether the app is this target. */
export function isAccount(account: Account, target: string): boolean {
  return accountName(account) === target;
}

function isBareUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return `${url.origin}/` === url.href && !/[?#]/.test(text);
}
