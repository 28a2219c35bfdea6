import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { isIP } from "node:net";
import { type AllowPrivate, DownloadError } from "@chat-etl/sdk";
import { Agent } from "undici";
import { isPublicAddress } from "./public-address.ts";

/** Idle connections do not keep the process alive. HTTP/1.1 alone: what is announced there is simple to hold to. */
const OPTIONS = { connections: 16, allowH2: false } as const;
const CONNECT_MS = 20_000;

/** Connects to addresses on the internet only: those that were looked up and checked, not looked up a second time. */
const PUBLIC = new Agent({ ...OPTIONS, connect: { timeout: CONNECT_MS, lookup: checkedLookup } });
const ANY = new Agent({ ...OPTIONS, connect: { timeout: CONNECT_MS } });

/**
 * What to send a request for an address with. @throws DownloadError "private-address": the address itself is no public
 * one; a name is looked up only when the agent connects.
 */
export function agentFor(url: URL, allowPrivate: AllowPrivate): Agent {
  if (typeof allowPrivate === "boolean" ? allowPrivate : allowPrivate.includes(url.host)) return ANY;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // No name is looked up for a literal address.
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(url.host);
  return PUBLIC;
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** As `dns.lookup`; fails if but one of the addresses is no public one. */
function checkedLookup(host: string, options: LookupOptions, done: Callback): void {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, []);
    if (found.some(({ address }) => !isPublicAddress(address))) return done(privateAddress(host), []);
    const [first] = found;
    if (options.all || first === undefined) return done(null, [...found]);
    done(null, first.address, first.family);
  });
}

function privateAddress(host: string): DownloadError {
  const what = `"${host}" is at an address of this machine or its network, not of the internet`;
  return new DownloadError("private-address", `${what}: it was not asked.`);
}
