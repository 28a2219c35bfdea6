import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Database, SETTINGS } from "./database.ts";
import type { PageRows } from "./page-rows.ts";
import { PageWriter } from "./page-writer.ts";

/*
 * The second thread: writes pages in the order they come, each with its cursor. Pages share a transaction: random ids
 * touch much of the same index, so that many together cost little more than one. The thread ends at the first failure,
 * and no page is ever saved behind one that was not.
 */

/** `"save"`: what was given is to be on disk at once. `"end"`: and nothing comes any more. */
export type ToWriter = PageRows | "save" | "end";

/** How many pages were written; or that all that were told so before are on disk. */
export type FromWriter = number | "saved";

/** A transaction is open for this long at most: what a kill costs. */
const OPEN_MS = 250;

/** Records in one transaction, about: with more, little is gained, and a kill costs more. */
const MOST_RECORDS = 8_192;

const db = new Database(String(workerData));
db.exec(SETTINGS);
const writer = new PageWriter(db);
let records = 0;
let timer: NodeJS.Timeout | undefined;

parentPort?.on("message", (first: ToWriter) => {
  const waiting = [first, ...receivedMeanwhile()];
  const pages = waiting.filter((one) => typeof one === "object");
  for (const page of pages) write(page);
  if (pages.length > 0) tell(pages.length);
  if (pages.length < waiting.length || records >= MOST_RECORDS) save();
  if (!waiting.includes("end")) return;
  db.close();
  parentPort?.close();
});

function write(page: PageRows): void {
  if (timer === undefined) {
    db.exec("BEGIN IMMEDIATE");
    timer = setTimeout(save, OPEN_MS);
  }
  writer.write(page);
  records += page.records.length + page.derived.length;
}

function save(): void {
  clearTimeout(timer);
  if (timer !== undefined) db.exec("COMMIT");
  timer = undefined;
  records = 0;
  tell("saved");
}

function tell(what: FromWriter): void {
  parentPort?.postMessage(what);
}

function* receivedMeanwhile(): Generator<ToWriter> {
  if (parentPort === null) return;
  for (let next = receiveMessageOnPort(parentPort); next !== undefined; next = receiveMessageOnPort(parentPort)) {
    yield next.message;
  }
}
