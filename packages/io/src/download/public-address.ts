import { BlockList, isIP } from "node:net";

/** IANA's registry of special addresses, IPv4: nobody on the internet has one of these. RFC 6890. */
const SPECIAL_4 = listOf("ipv4", [
  // This host, private, shared by a provider's customers, this machine, link-local with the clouds' metadata.
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  // Groups, reserved, everybody.
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
]);

/** Global unicast: outside of it are this machine, link-local, unique-local and groups. RFC 4291 section 2.4. */
const GLOBAL_6 = listOf("ipv6", [["2000::", 3]]);

/** Inside of it: protocols and tunnels that hide an IPv4 address, and addresses for books. */
const SPECIAL_6 = listOf("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);

/** An IPv4 address as IPv6: mapped (RFC 4291 section 2.5.5.2), or behind NAT64 (RFC 6052). */
const HOLDS_4 = /^\[(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/** Whether an IP address is one on the internet: not this machine, not the network it stands in, not nobody's. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !SPECIAL_4.check(address);
  return family === 6 && isPublic6(address);
}

function isPublic6(address: string): boolean {
  const [, high, low] = HOLDS_4.exec(URL.parse(`http://[${address}]/`)?.hostname ?? "") ?? [];
  if (high !== undefined && low !== undefined) return !SPECIAL_4.check(ipv4Of(parseInt(high, 16), parseInt(low, 16)));
  return GLOBAL_6.check(address, "ipv6") && !SPECIAL_6.check(address, "ipv6");
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

function listOf(family: "ipv4" | "ipv6", subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
