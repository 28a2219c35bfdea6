import { flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";
import { MAIN } from "../../support/etl.ts";
import type { ChildOrders } from "../orders.ts";
import { fate, tell } from "./fate.ts";
import { unusedReplacements } from "./replace-sources.ts";

// Runs the real command once for every message it gets. Starting a process takes longer than moving a small world.
let lives = 0;
let given: Readonly<Record<string, string>> = {};
process.on("message", (orders: ChildOrders) => void live(orders));

async function live(orders: ChildOrders): Promise<void> {
  for (const name of Object.keys(given)) delete process.env[name];
  given = orders.env;
  Object.assign(process.env, given);
  process.chdir(orders.cwd);
  process.argv = [process.execPath, MAIN, ...orders.args];
  process.exitCode = 0;
  fate.obey(orders);
  lives += 1;
  // Another address, so that the command begins anew; what it imports stays loaded.
  await import(`${pathToFileURL(MAIN).href}?life=${lives}`).catch(failed);
  if (lives === 1) flushCompileCache();
  const unused = process.exitCode === 0 ? unusedReplacements() : [];
  if (unused.length > 0) failed(`Never loaded, so never changed: ${unused.join(", ")}`);
  // What is on its way to standard error comes first.
  process.stderr.write("", () => tell({ ended: Number(process.exitCode) }));
}

function failed(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
