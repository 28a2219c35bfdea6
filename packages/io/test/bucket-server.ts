import S3rver from "@20minutes/s3rver";
import { onTestFinished } from "vitest";
import type { BucketStoreOptions } from "../src/index.ts";
import { tempFolder } from "./temp-file.ts";

/** A server that speaks S3's language, with a bucket `files`, that goes away with its test. */
export async function bucketServed(): Promise<BucketStoreOptions> {
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: await tempFolder(),
    configureBuckets: [{ name: "files" }],
  });
  const { port } = await server.run();
  onTestFinished(() => server.close());
  const endpoint = `http://127.0.0.1:${port}`;
  // The only keys that it knows.
  const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
  return { endpoint, bucket: "files", prefix: "/chat/2026", publicBaseUrl: `${endpoint}/files`, ...keys };
}
