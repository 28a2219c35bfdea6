import * as z from "zod";

/** Where TalkJS answers, for every app. TalkJS sheet, section 1. */
const TALKJS_URL = "https://api.talkjs.com";

/** TalkJS allows a burst of 600 requests and then 9 a second, for each app. TalkJS sheet, section 3. */
const REQUESTS_PER_SECOND = 9;

/** What a person supplies to read a TalkJS app through its REST API. Values may come as strings. */
export const TalkjsSourceConfig = z.strictObject({
  appId: z.string().trim().min(1).meta({
    description: "Id of the TalkJS app to read. Test and live are two apps, each with an id of its own.",
    env: "TALKJS_APP_ID",
    where: "TalkJS dashboard, Settings",
  }),
  secretKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, "a secret key consists of letters, digits and signs, without spaces")
    .meta({
      description: "Secret key of the same app (sk_test_… or sk_live_…).",
      env: "TALKJS_SECRET_KEY",
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
      env: "TALKJS_BASE_URL",
    }),
  requestsPerSecond: z.coerce
    .number()
    .positive()
    .default(REQUESTS_PER_SECOND)
    .meta({ description: "Most requests in a second. TalkJS allows 9, more on larger plans." }),
});
export type TalkjsSourceConfig = z.output<typeof TalkjsSourceConfig>;

function isBareUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return `${url.origin}/` === url.href && !/[?#]/.test(text);
}
