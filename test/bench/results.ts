import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Measured } from "./measure.ts";

/** How many runs of each are made; the middle one counts. */
export const ROUNDS = 3;

const FILE = join(import.meta.dirname, "RESULTS.md");

const INTRODUCTION = `# Benchmark

Made by \`pnpm bench\`, or for one part by \`pnpm bench reading\`: each beside its rival or limit, the middle of ${ROUNDS} runs, in
processes of their own.
`;

const HEAD = ["what", "result", "volume", "seconds", "peak MiB", "ours is so many times as fast"];

/** A line of a section: the cells under its head. */
export type Row = readonly string[];

/** `ours`: the row is a rival's, of the same messages. */
export function rowOf(
  what: string,
  { messages, seconds, peakMiB }: Measured,
  { megabytes, ours }: { readonly megabytes?: number | undefined; readonly ours?: Measured | undefined },
): Row {
  const rate = messages === 0 ? "" : `${Math.round(messages / seconds).toLocaleString("en-US")} messages/s`;
  const volume = megabytes === undefined ? "" : `${(megabytes / seconds).toFixed(1)} MB/s`;
  const ratio = ours === undefined ? "" : `${(seconds / messages / (ours.seconds / ours.messages)).toFixed(2)}`;
  return [what, rate, volume, seconds.toFixed(1), peakMiB.toFixed(0), ratio];
}

/** Writes a part's own section, and leaves those of the others. */
export function writeSection(name: string, rows: readonly Row[]): void {
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`;
  const machine = `${processor}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
  const table = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const section = `## ${name}\n\n${machine}\n\n${table}\n`;
  const others = sections().filter((text) => !text.startsWith(`## ${name}\n`));
  writeFileSync(FILE, [INTRODUCTION, ...[...others, section].sort()].join("\n"));
  process.stdout.write(`${section}\n`);
}

function sections(): readonly string[] {
  const text = existsSync(FILE) ? readFileSync(FILE, "utf8") : "";
  return text
    .split(/^(?=## )/m)
    .filter((part) => part.startsWith("## "))
    .map((part) => `${part.trimEnd()}\n`);
}
