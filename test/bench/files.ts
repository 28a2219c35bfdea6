import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/etl.ts";
import { type Measured, measure, median } from "./measure.ts";
import { ROUNDS, type Row, writeSection } from "./results.ts";

/** One large file, and many of a picture's size. */
const LOADS = [
  { what: "a file of 1 GiB", sizeBytes: 2 ** 30, count: 1, atOnce: 1 },
  { what: "2,000 files of 100 kB, 8 at once", sizeBytes: 100_000, count: 2000, atOnce: 8 },
];

/** Files fetched over loopback into a folder: hashed, measured, safe on the disk; beside a bare stream to the disk. */
export async function files(): Promise<void> {
  const rows: Row[] = [];
  for (const load of LOADS) rows.push(...(await copying(load)));
  writeSection("files", rows);
}

async function copying({ what, sizeBytes, count, atOnce }: (typeof LOADS)[number]): Promise<readonly Row[]> {
  await using server = await serving(sizeBytes);
  const ours: Measured[] = [];
  const rival: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await copied("copy-file"));
    rival.push(await copied("stream-file"));
  }
  return [
    row(`${what}: fetched, hashed and put into a folder, synced`, median(ours)),
    row("bare `undici` stream to the disk, same bytes", median(rival), median(ours)),
  ];

  async function copied(script: string): Promise<Measured> {
    const folder = newFolder();
    const made = await measure(script, folder, server.url, String(count), String(atOnce));
    rmSync(folder, { recursive: true });
    return made;
  }

  function row(cell: string, { seconds, peakMiB }: Measured, than?: Measured): Row {
    const ratio = than === undefined ? "" : (seconds / than.seconds).toFixed(2);
    const rate = `${Math.round(count / seconds).toLocaleString("en-US")} files/s`;
    const volume = `${((sizeBytes * count) / 1e6 / seconds).toFixed(1)} MB/s`;
    return [cell, count === 1 ? "" : rate, volume, seconds.toFixed(1), peakMiB.toFixed(0), ratio];
  }
}

async function serving(sizeBytes: number): Promise<AsyncDisposable & { readonly url: string }> {
  const file = join(import.meta.dirname, "serve-bytes.ts");
  const child = spawn(process.execPath, [file, String(sizeBytes)], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  return {
    url: `http://127.0.0.1:${String(port).trim()}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, "exit");
    },
  };
}
