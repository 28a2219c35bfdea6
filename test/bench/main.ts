import { cpSync, createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { finished } from "node:stream/promises";
import { readJsonElements } from "@chat-etl/io";
import { writeExport } from "@chat-etl/talkjs/sandbox";
import * as z from "zod";
import { newFolder, type Sandbox, startSandbox } from "../support/etl.ts";
import { files } from "./files.ts";
import { type Measured, measure, median } from "./measure.ts";
import { million } from "./million.ts";
import { planning } from "./planning.ts";
import { reading } from "./reading.ts";
import { record } from "./recorder.ts";
import { ROUNDS, type Row, rowOf, writeSection } from "./results.ts";
import { slack } from "./slack.ts";
import { talkjs } from "./talkjs.ts";

/*
 * Everything stands beside its rival or its limit in one run, in processes of their own, the middle of three each,
 * taken in turn. An argument names the part to run; each has its own section of the results. Numbers of two runs of
 * this program are not to be compared: machines differ, and so do their moods.
 */

const UNTIL = Date.parse("2026-11-01T00:00:00Z");
/** How much faster the clocks run when the quota is measured: 60 requests in five seconds. */
const SPEED = 12;
const WINDOW_MS = 60_000 / SPEED;
const QUOTA = 60;

/** Requests by method, path and status. */
const Stats = z.record(z.string(), z.number());

const rows: Row[] = [];

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  files,
  migrating,
  million,
  planning,
  reading,
  slack,
  talkjs,
};
const [only] = process.argv.slice(2);
const parts = Object.entries(PARTS).filter(([name]) => only === undefined || only === name);
if (parts.length === 0) throw new Error(`There is no part "${only}", but ${Object.keys(PARTS).join(", ")}.`);
for (const [, run] of parts) await run();

async function migrating(): Promise<void> {
  await staging();
  await loading();
  await pacing();
  writeSection("migrating", rows);
}

/**
 * Export files into the workspace, against a bare JSON.parse of every message. Some hundred MB: of a small export, a
 * good part of the time is starting.
 */
async function staging(): Promise<void> {
  const folder = newFolder();
  const { files } = await writeExport(folder, { seed: 1, until: UNTIL, scale: 120 });
  const lines = join(folder, "messages.jsonl");
  await writeLines(files.messages, lines);
  const megabytes = statSync(lines).size / 1e6;
  const ours: Measured[] = [];
  const rival: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await measure("stage", folder, newFolder()));
    rival.push(await measure("parse", lines));
  }
  row(`staging from export files of ${megabytes.toFixed(0)} MB (goal: 0.25 of the next)`, median(ours), megabytes);
  row("bare `JSON.parse` loop, same bytes", median(rival), megabytes, median(ours));
}

/** A staged workspace into a target without a quota, against a bare loop that posts the same batches. */
async function loading(): Promise<void> {
  const folder = newFolder();
  await writeExport(folder, { seed: 1, until: UNTIL, scale: 3 });
  const staged = newFolder();
  await measure("stage", folder, staged);
  const batches = join(newFolder(), "batches.jsonl");
  await recordBatches(folder, staged, batches);
  const ours: Measured[] = [];
  const rival: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using target = await unlimited();
    ours.push(
      await measure("load", folder, copyOf(staged), JSON.stringify({ ...target.config, requestsPerMinute: 1e9 })),
    );
    await using other = await unlimited();
    const headers = JSON.stringify({ apikey: other.config.apiKey, appId: other.config.appId });
    rival.push(await measure("post", batches, other.url, headers));
  }
  row("loading without a quota", median(ours));
  row("bare `undici` loop, same batches", median(rival), undefined, median(ours));
}

async function recordBatches(folder: string, staged: string, file: string): Promise<void> {
  await using target = await unlimited();
  const recorder = await record(target.url, file);
  await measure(
    "load",
    folder,
    copyOf(staged),
    JSON.stringify({ ...target.config, baseUrl: recorder.url, requestsPerMinute: 1e9 }),
  );
  await recorder.close();
}

/** The documented quota on a faster clock: how much of it is used, and how often it is overstepped. */
async function pacing(): Promise<void> {
  const folder = newFolder();
  await writeExport(folder, { seed: 1, until: UNTIL, scale: 5 });
  const workspace = newFolder();
  await measure("stage", folder, workspace);
  await using target = await startSandbox("cometchat", ["--retentionDays", "off", "--speed", String(SPEED)]);
  const loaded = await measure("load", folder, workspace, JSON.stringify(target.config), String(SPEED));
  const stats = Stats.parse(await (await fetch(`${target.url}/_sandbox/stats`)).json());
  const refused = Object.entries(stats).reduce((sum, [key, count]) => (key.endsWith(" 429") ? sum + count : sum), 0);
  const sent = sendingTimes(workspace);
  // The window that is under way when the last request is sent is left out: there was not enough left to fill it.
  const first = sent[0] ?? 0;
  const windows = Math.floor(((sent.at(-1) ?? 0) - first) / WINDOW_MS);
  const used = sent.filter((at) => at < first + windows * WINDOW_MS).length;
  const share = `${((100 * used) / (windows * QUOTA)).toFixed(1)} % of ${windows} windows, ${refused} × 429`;
  rows.push([
    `quota of ${QUOTA} per window (goal: 98 %, none)`,
    share,
    "",
    loaded.seconds.toFixed(1),
    loaded.peakMiB.toFixed(0),
    "",
  ]);
}

function sendingTimes(workspace: string): readonly number[] {
  const db = new DatabaseSync(join(workspace, "workspace.sqlite"), { readOnly: true });
  const times = db
    .prepare("SELECT sent_at FROM request ORDER BY id")
    .all()
    .map((request) => Number(request.sent_at));
  db.close();
  return times;
}

async function unlimited(): Promise<Sandbox> {
  return await startSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
}

function copyOf(workspace: string): string {
  const copy = newFolder();
  cpSync(workspace, copy, { recursive: true });
  return copy;
}

/** The same messages, a line each. */
async function writeLines(messages: string, file: string): Promise<void> {
  const out = createWriteStream(file);
  for await (const { values } of readJsonElements(messages, { depth: 2, signal: new AbortController().signal })) {
    for (const value of values) if ("value" in value) out.write(`${JSON.stringify(value.value)}\n`);
  }
  out.end();
  await finished(out);
}

function row(what: string, measured: Measured, megabytes?: number, ours?: Measured): void {
  rows.push(rowOf(what, measured, { megabytes, ours }));
}
