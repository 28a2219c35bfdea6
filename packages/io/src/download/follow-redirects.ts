import { type AllowPrivate, DownloadError } from "@chat-etl/sdk";
import { type Dispatcher, request as undiciRequest } from "undici";
import { retryAfterMs } from "../rate-headers.ts";
import { agentFor } from "./checked-agent.ts";

/** A browser follows twenty; a file needs one or two. */
const MAX_REDIRECTS = 5;

/** What is read of a body that nobody wants, in bytes, before its connection is given up. */
const DUMPED_BYTES = 65_536;

export interface RequestOptions {
  readonly allowPrivate?: AllowPrivate | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: readonly string[] | undefined;
  /** Default: GET. */
  readonly method?: "GET" | "HEAD" | undefined;
  /** Headers that say what is asked for, as a range. Sent to every host. */
  readonly asks?: Readonly<Record<string, string>> | undefined;
  /** The statuses of a success. Default: 200 alone. */
  readonly accepts?: readonly number[] | undefined;
  /** How long nothing may come, in milliseconds. Default: 300 000. */
  readonly stallMs?: number | undefined;
  readonly signal: AbortSignal;
}

const OK = [200];
const STALL_MS = 300_000;

/** A success: its body is still to be read. */
export interface Answer {
  readonly status: number;
  /** Who sent it in the end. */
  readonly host: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData["body"];
}

/** Asks for a file, where it leads to as well; each host on the way is checked. @throws DownloadError */
export async function request(address: string, options: RequestOptions): Promise<Answer> {
  const first = urlOf(address);
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const { statusCode, headers: raw, body } = await ask(url, first, options);
    const headers = flat(raw);
    if ((options.accepts ?? OK).includes(statusCode)) return { status: statusCode, host: url.host, headers, body };
    await body.dump({ limit: DUMPED_BYTES, signal: options.signal });
    const { location } = headers;
    if (statusCode < 300 || statusCode > 399 || location === undefined) throw refused(statusCode, headers, url);
    url = urlOf(location, url);
    checkSecrets(url, first, options);
  }
  throw new DownloadError("too-many-redirects", `"${first.host}" leads on and on, more than ${MAX_REDIRECTS} times.`);
}

async function ask(url: URL, first: URL, options: RequestOptions) {
  const { allowPrivate = false, headers, asks, method = "GET", stallMs = STALL_MS, signal } = options;
  const answer = await undiciRequest(url, {
    method,
    dispatcher: agentFor(url, allowPrivate),
    headers: { ...(isSameParty(url, first) ? headers : {}), ...asks, "accept-encoding": "identity" },
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
    signal,
  });
  // Who reads the body is told; one that is given up unread has nobody to tell, and an error nobody hears ends the process.
  answer.body.on("error", () => {});
  return answer;
}

/** @throws DownloadError it is no address of HTTP, or one with a password in it */
function urlOf(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (url && isHttp && url.username === "" && url.password === "") return url;
  const whose = base === undefined ? "The file's address" : `An address that "${base.host}" leads to`;
  throw new DownloadError("bad-url", `${whose} is none of http or https.`);
}

/** The same host, and not without the encryption it had before. */
function isSameParty(url: URL, first: URL): boolean {
  return url.host === first.host && !(first.protocol === "https:" && url.protocol === "http:");
}

function checkSecrets(url: URL, first: URL, { secrets = [] }: RequestOptions): void {
  if (isSameParty(url, first) || !secrets.some((secret) => holds(url.href, secret))) return;
  const what = `"${first.host}" would send the key that is in the file's address on to "${url.host}"`;
  throw new DownloadError("secret-redirect", `${what}: it was not asked.`);
}

/** Written plainly, or encoded again in an address within the address. */
function holds(href: string, secret: string): boolean {
  return [secret, encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))].some((form) =>
    href.includes(form),
  );
}

function refused(status: number, headers: Readonly<Record<string, string>>, { host }: URL): DownloadError {
  const said = `"${host}" answered with status ${status}`;
  if (status === 401 || status === 403)
    return new DownloadError("denied", `${said}: the key may have expired, or may not open this file.`);
  if (status === 404 || status === 410) return new DownloadError("gone", `${said}: the file is not there any more.`);
  const busy = { isTransient: true, retryAfterMs: retryAfterMs(headers, Date.now()) };
  if (status === 429) return new DownloadError("busy", `${said}: it wants to be asked more slowly.`, busy);
  return new DownloadError(`http-${status}`, `${said}.`, status >= 500 ? busy : {});
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? []].flat().join(", ")]),
  );
}
