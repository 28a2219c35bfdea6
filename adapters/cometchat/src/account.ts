import * as z from "zod";

const DASHBOARD = "CometChat dashboard, your app";

/** What leads to one CometChat app. */
export interface Account {
  readonly appId: string;
  readonly region: "us" | "eu" | "in";
  readonly baseUrl?: string | undefined;
}

/**
 * The options that lead to one app. Source and sink have them alike, under variables of their own.
 *
 * @param prefix what the names of the variables begin with: `COMETCHAT`
 * @param app the app, for people: `the CometChat app`
 */
export function accountOptions(prefix: string, app: string) {
  return {
    appId: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9_-]{1,63}$/, "must be the app's id as the dashboard shows it: letters, digits, - and _ only")
      .meta({ description: `Id of ${app}.`, env: `${prefix}_APP_ID`, where: `${DASHBOARD}, Credentials` }),
    region: z
      .enum(["us", "eu", "in"])
      .meta({ description: `Region ${app} lives in.`, env: `${prefix}_REGION`, where: `${DASHBOARD}, Credentials` }),
    apiKey: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]+$/, "must be plain characters: copy it anew, without anything invisible")
      .meta({
        description: "REST API Key with scope fullAccess. An Auth Key is not enough.",
        env: `${prefix}_API_KEY`,
        where: `${DASHBOARD}, API & Auth Keys, REST API Keys`,
        secret: true,
      }),
    baseUrl: z
      .url({ protocol: /^https?$/, error: "must be an http or https URL" })
      .refine(isOrigin, "must be scheme, host and port only, without a path or query: the path /v3 is added")
      .optional()
      .meta({
        description: "Replaces scheme, host and port of https://{appId}.api-{region}.cometchat.io.",
        env: `${prefix}_BASE_URL`,
      }),
  };
}

/** Where requests go. The path is always `/v3`. */
export function baseUrlOf({ appId, region, baseUrl }: Account): string {
  const origin = baseUrl === undefined ? `https://${appId}.api-${region}.cometchat.io` : new URL(baseUrl).origin;
  return `${origin}/v3`;
}

/** What every request says about who asks. Behind another host the app is not told from its name. */
export function headersOf({ appId, apiKey, baseUrl }: Account & { readonly apiKey: string }): Record<string, string> {
  return { apikey: apiKey, ...(baseUrl === undefined ? {} : { appId }) };
}

/** The app as a target is called. Another server is another one: a rehearsal must not pass for the real thing. */
export function accountName({ appId, region, baseUrl }: Account): string {
  return baseUrl === undefined ? `${appId}.${region}` : `${appId}.${region}@${new URL(baseUrl).host}`;
}

/** Whether the app is this target. The same app may be named with and without a server; two servers hold two apps. */
export function isAccount(account: Account, target: string): boolean {
  const [app, host] = target.split("@");
  const [own, ownHost] = accountName(account).split("@");
  return app === own && (host === undefined || ownHost === undefined || host === ownHost);
}

function isOrigin(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search, hash, username, password } = new URL(url);
  return pathname === "/" && `${search}${hash}${username}${password}` === "" && !/[?#]/.test(url);
}
