import { createHash } from "node:crypto";
import type { FileDigest } from "@chat-etl/sdk";

/** Size and SHA-256 of all that comes, a chunk at a time. */
export async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<FileDigest> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}
