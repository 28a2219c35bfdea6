import { ConfigError } from "@chat-etl/sdk";

/** Nobody's export is so repetitive: real ones shrink to a tenth or twentieth, deflate never below a 1032nd. */
const MAX_RATIO = 1000;

/** Below this many bytes nothing is a danger, whatever its ratio: data is read in flat memory anyway. */
const HARMLESS_BYTES = 1_073_741_824;

export interface PackedSize {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

/**
 * Refuses data that is made to fill the reader's disk: over a thousand times its packed size and over 1 GiB.
 *
 * @throws ConfigError
 */
export function checkRatio(path: string, { packedBytes, unpackedBytes }: PackedSize): void {
  if (unpackedBytes <= HARMLESS_BYTES || unpackedBytes <= packedBytes * MAX_RATIO) return;
  const what = `"${path}" unpacks to more than ${MAX_RATIO} times its size and more than 1 GiB`;
  throw new ConfigError(`${what}, as no export does. If you trust it, unpack it yourself and give the files.`);
}
