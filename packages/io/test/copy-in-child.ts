// Fetches a file into stores in a process of its own, which can be limited, measured or killed. Argument: a `CopyJob`.
import { type BucketStoreOptions, bucketStore, fetchFile, fileKey, folderStore } from "../src/index.ts";

/** What is to be done, as JSON. */
export interface CopyJob {
  readonly url: string;
  readonly path: string;
  /** Missing: it is fetched and nothing more. */
  readonly folder?: string;
  readonly bucket?: BucketStoreOptions;
}

const { url, path, folder, bucket } = JSON.parse(process.argv[2] ?? "") as CopyJob;
const { signal } = new AbortController();
const { sizeBytes, sha256 } = await fetchFile(
  { url },
  { path, maxBytes: 1e12, timeoutMs: 1_200_000, allowPrivate: true, signal },
);
const stored = [];
const stores = [
  ...(folder === undefined ? [] : [folderStore({ folder, baseUrl: "http://x" })]),
  ...(bucket === undefined ? [] : [bucketStore(bucket)]),
];
for (const store of stores) {
  const key = fileKey(sha256, "file.bin");
  await store.put(key, { path, sizeBytes, fileName: "file.bin" }, signal);
  stored.push((await store.digest(key, signal))?.sha256);
  await store.close?.();
}
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ sizeBytes, sha256, stored, peakBytes }));
