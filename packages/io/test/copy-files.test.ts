import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { fetchFile } from "../src/index.ts";
import { bucketServed } from "./bucket-server.ts";
import type { CopyJob } from "./copy-in-child.ts";
import { generated, generatedSha256, sendGenerated } from "./generated-file.ts";
import { served } from "./http-server.ts";
import { tempFolder } from "./temp-file.ts";

const MIB = 1 << 20;

/** In MiB: several times what a file may take in memory, so that keeping all of it would show. */
const LARGE = process.env.SOAK ? 1024 : 96;

/** Node itself takes some 60 MiB, the bucket's client as many more, and its parts 40. */
const CEILING = 210 * MIB;

const CHILD = join(import.meta.dirname, "copy-in-child.ts");
const NARROW = ["--conditions=source", "--max-old-space-size=48", "--max-semi-space-size=2"];

it("moves a large file into a folder and a bucket in flat memory", { timeout: 1_200_000 }, async () => {
  const folder = await tempFolder();
  const { url } = await served((response) => sendGenerated(response.writeHead(200, { etag: '"1"' }), { mib: LARGE }));
  const job: CopyJob = { url, path: join(folder, "spool"), folder: join(folder, "out"), bucket: await bucketServed() };
  const { stdout } = await promisify(execFile)(process.execPath, [...NARROW, CHILD, JSON.stringify(job)]);
  const sha256 = generatedSha256(LARGE);
  const { peakBytes, ...copied } = JSON.parse(stdout);
  expect(copied).toEqual({ sizeBytes: LARGE * MIB, sha256, stored: [sha256, sha256] });
  expect(peakBytes).toBeLessThan(CEILING);
});

it("goes on by range where a killed process stopped, and knows the hash of the whole", async () => {
  const path = join(await tempFolder(), "spool");
  const mib = 40;
  const { url, requests } = await served((response, count, request) => {
    const headers = { etag: '"1"', "content-length": mib * MIB };
    // The first time it stops before the end, and waits.
    if (count === 1) return void response.writeHead(200, headers).write(generated(24));
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1]);
    const range = {
      "content-range": `bytes ${from}-${mib * MIB - 1}/${mib * MIB}`,
      "content-length": mib * MIB - from,
    };
    sendGenerated(response.writeHead(206, { ...headers, ...range }), { from, mib });
  });
  const child = spawn(process.execPath, [...NARROW, CHILD, JSON.stringify({ url, path } satisfies CopyJob)]);
  while (!(await isThere(`${path}.part.json`))) await sleep(20);
  child.kill("SIGKILL");
  await once(child, "exit");
  const options = { path, maxBytes: 1e9, timeoutMs: 60_000, allowPrivate: true, signal: new AbortController().signal };
  expect(await fetchFile({ url }, options)).toMatchObject({ sizeBytes: mib * MIB, sha256: generatedSha256(mib) });
  expect(requests).toHaveLength(2);
  const from = Number(requests[1]?.headers.range?.slice("bytes=".length, -1));
  expect(from).toBeGreaterThanOrEqual(16 * MIB);
  expect(from).toBeLessThanOrEqual(24 * MIB);
});

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
