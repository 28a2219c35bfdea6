import { DownloadError } from "@chat-etl/sdk";

/** @throws DownloadError "empty", or "wrong-size": there are not as many bytes as there must be */
export function checkSize(sizeBytes: number, expectedBytes: number | undefined): void {
  if (sizeBytes === 0) throw new DownloadError("empty", "The file came without a single byte.");
  if (expectedBytes === undefined || expectedBytes === sizeBytes) return;
  const what = `The file has ${sizeBytes} bytes instead of ${expectedBytes}`;
  throw new DownloadError("wrong-size", `${what}: it is another one, or not all of it.`);
}
