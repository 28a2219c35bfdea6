import { createReadStream } from "node:fs";
import type { FileStore, StoredFile } from "@chat-etl/sdk";
import { type BucketClient, openBucket } from "./bucket-client.ts";
import { bucketFailure, isAbsence, isHeadless } from "./bucket-failure.ts";
import type { BucketStoreOptions } from "./bucket-store-options.ts";
import { addressOf } from "./file-key.ts";

/** Puts files into a bucket of S3 or of a server that speaks its language. The client is loaded when it is first used. */
export function bucketStore(options: BucketStoreOptions): FileStore {
  const { bucket, endpoint, publicBaseUrl } = options;
  const name = `bucket "${bucket}" at ${URL.parse(endpoint)?.host ?? "an address that is none"}`;
  const prefix = (options.prefix ?? "").replace(/^\/+/, "").replace(/\/*$/, "/").replace(/^\/$/, "");
  let opened: Promise<BucketClient> | undefined;
  const client = () => (opened ??= openBucket(options));
  const asked = async <Value>(signal: AbortSignal, ask: (client: BucketClient) => Promise<Value>): Promise<Value> => {
    try {
      return await ask(await client());
    } catch (error) {
      signal.throwIfAborted();
      throw bucketFailure(error, name);
    }
  };
  return {
    name,
    check: (signal) => asked(signal, (bucket) => tryOut(bucket, `${prefix}.etl-check`, signal)),
    put: (key, file, signal) => asked(signal, (bucket) => put(bucket, prefix + key, file, signal)),
    digest: (key, signal) => asked(signal, (bucket) => bucket.digest(prefix + key, signal).catch(unless(isAbsence))),
    urlOf: (key) => addressOf(publicBaseUrl, prefix + key),
    close: async () => (await opened)?.close(),
  };
}

async function put(bucket: BucketClient, key: string, file: StoredFile, signal: AbortSignal): Promise<void> {
  const { replaces, ...upload } = file;
  if (!replaces && (await bucket.sizeOf(key, signal).catch(unless(isHeadless))) === file.sizeBytes) return;
  await bucket.upload(key, { ...upload, body: createReadStream(file.path, { highWaterMark: 1 << 20 }) }, signal);
}

async function tryOut(bucket: BucketClient, key: string, signal: AbortSignal): Promise<void> {
  await bucket.upload(key, { body: Buffer.from("etl"), sizeBytes: 3, fileName: "etl.txt" }, signal);
  await bucket.sizeOf(key, signal);
  await bucket.remove(key, signal);
}

/** Nothing where that is what an error says; else the error. */
function unless(saysNothing: (error: unknown) => boolean): (error: unknown) => undefined {
  return (error) => {
    if (!saysNothing(error)) throw error;
  };
}
