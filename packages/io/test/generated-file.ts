import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

const CHUNK = Buffer.alloc(1 << 20, "0123456789abcdef: bytes of a file that nobody keeps\n");

/** Sends so many MiB from one of them on, as fast as they are taken. */
export function sendGenerated(response: ServerResponse, { from = 0, mib }: { from?: number; mib: number }): void {
  let sent = from;
  const end = mib * CHUNK.length;
  const more = (): void => {
    if (response.destroyed || sent === end) return void response.end();
    const chunk = CHUNK.subarray(sent % CHUNK.length);
    sent += chunk.length;
    response.write(chunk, more);
  };
  more();
}

/** The first MiB of it, so many. */
export function generated(mib: number): Buffer {
  return Buffer.concat(Array.from({ length: mib }, () => CHUNK));
}

/** The SHA-256 of so many MiB of it. */
export function generatedSha256(mib: number): string {
  const hash = createHash("sha256");
  for (let count = 0; count < mib; count += 1) hash.update(CHUNK);
  return hash.digest("hex");
}
