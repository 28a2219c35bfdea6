const AT_SENDBIRD = /^https:\/\/(?:[\w-]+\.)*sendbird\.com(?:[/?#]|$)/i;

/** Whether an address is one of Sendbird's own hosts, which alone may see the app's token. */
export function isAtSendbird(address: string): boolean {
  return AT_SENDBIRD.test(address);
}

/** An address of a file without the key of the user who read it last, which opens the file for some days. */
export function plainAddress(address: string): string {
  if (!isAtSendbird(address)) return address;
  return address.replace(/(?<=[?&])auth=[^&#]*&?/g, "").replace(/[?&](?=#|$)/, "");
}
