import type { ReadStream } from "node:fs";
import type { FileDigest, StoredFile } from "@chat-etl/sdk";
import type { BucketStoreOptions } from "./bucket-store-options.ts";
import { digestOf } from "./digest-of.ts";

/** A part of a larger file; two are in memory at once. */
const PART_BYTES = 8 << 20;
/** The most that S3 takes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;
const PARTS_AT_ONCE = 2;

const MAX_ATTEMPTS = 5;
const CONNECT_MS = 20_000;
/** How long nothing may come or go: some servers put the parts of a large file together before they say a word. */
const STALL_MS = 300_000;

/** What a browser would run, at the address of whoever serves the bucket. */
const RUN_BY_BROWSERS = /html|xml|svg|javascript|ecmascript|wasm/i;

/** What may stand in a header. */
const TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;

/** Where a local file's bytes come from, and what is said of them. */
interface Upload extends Omit<StoredFile, "path" | "replaces"> {
  readonly body: ReadStream | Buffer;
}

/** The calls that are made of a bucket. Each throws the client's own errors. */
export interface BucketClient {
  sizeOf(key: string, signal: AbortSignal): Promise<number | undefined>;
  upload(key: string, file: Upload, signal: AbortSignal): Promise<void>;
  digest(key: string, signal: AbortSignal): Promise<FileDigest | undefined>;
  remove(key: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Loads the client, which takes an eighth of a second, and sets it up. Asks nothing yet. */
export async function openBucket(options: BucketStoreOptions): Promise<BucketClient> {
  const s3 = await import("@aws-sdk/client-s3");
  const { Upload } = await import("@aws-sdk/lib-storage");
  const { accessKeyId, secretAccessKey, sessionToken } = options;
  const client = new s3.S3Client({
    endpoint: options.endpoint,
    region: options.region ?? "us-east-1",
    forcePathStyle: options.forcePathStyle ?? true,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: STALL_MS },
    // Checksums of a newer kind than other servers than Amazon's know are left out where nobody insists on them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const at = (key: string) => ({ Bucket: options.bucket, Key: key });
  return {
    async sizeOf(key, abortSignal) {
      return (await client.send(new s3.HeadObjectCommand(at(key)), { abortSignal })).ContentLength;
    },
    async upload(key, file, signal) {
      const params = { ...at(key), Body: file.body, ...servedAs(file) };
      const partSize = Math.max(PART_BYTES, Math.ceil(file.sizeBytes / MAX_PARTS));
      const upload = new Upload({ client, params, partSize, queueSize: PARTS_AT_ONCE });
      const stop = () => void upload.abort();
      signal.addEventListener("abort", stop);
      try {
        signal.throwIfAborted();
        await upload.done();
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    async digest(key, abortSignal) {
      const { Body } = await client.send(new s3.GetObjectCommand(at(key)), { abortSignal });
      return Body === undefined ? undefined : await digestOf(Body.transformToWebStream());
    },
    async remove(key, abortSignal) {
      await client.send(new s3.DeleteObjectCommand(at(key)), { abortSignal });
    },
    close: () => client.destroy(),
  };
}

/** Names are ASCII in the header's first form, and whole in its second. RFC 6266. */
function servedAs({ contentType: said = "", fileName }: Upload) {
  const contentType = TYPE.test(said) ? said : "application/octet-stream";
  const kind = RUN_BY_BROWSERS.test(contentType) ? "attachment" : "inline";
  const plain = fileName.replaceAll(/[^\w .-]/g, "_");
  const name = encodeURIComponent(fileName.toWellFormed()).replaceAll(/['()*]/g, percent);
  return { ContentType: contentType, ContentDisposition: `${kind}; filename="${plain}"; filename*=UTF-8''${name}` };
}

/** Of one ASCII letter that `encodeURIComponent` leaves as it is. */
function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}
