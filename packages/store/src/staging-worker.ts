import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Database, SETTINGS } from "./database.ts";
import type { PageRows } from "./page-rows.ts";
import { PageWriter } from "./page-writer.ts";

/*
 * The second thread: writes pages in the order they come, each with its cursor. Pages that have come meanwhile share a
 * transaction: random ids touch much of the same index, so that together they cost little more than one. The thread
 * ends at the first failure, and no page is ever saved behind one that was not.
 */

const db = new Database(String(workerData));
db.exec(SETTINGS);
const writer = new PageWriter(db);

parentPort?.on("message", (first: PageRows | "end") => {
  const waiting = [first, ...receivedMeanwhile()];
  const pages = waiting.filter((page) => page !== "end");
  db.transaction(() => pages.forEach((page) => void writer.write(page)));
  parentPort?.postMessage(pages.length);
  if (pages.length === waiting.length) return;
  db.close();
  parentPort?.close();
});

function* receivedMeanwhile(): Generator<PageRows | "end"> {
  if (parentPort === null) return;
  for (let next = receiveMessageOnPort(parentPort); next !== undefined; next = receiveMessageOnPort(parentPort)) {
    yield next.message;
  }
}
