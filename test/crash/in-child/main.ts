import { isMainThread } from "node:worker_threads";
import { ORDERS } from "../orders.ts";
import { Fate } from "./fate.ts";
import { replaceSources } from "./replace-sources.ts";
import { watchDatabase } from "./watch-database.ts";
import { watchFiles } from "./watch-files.ts";
import { watchRequests } from "./watch-requests.ts";

// Loaded into the real command ahead of it: nothing is taken away from it, it is only watched and struck.
const orders = JSON.parse(process.env[ORDERS] ?? "");
replaceSources(orders.replacements, { mustUseAll: isMainThread });
if (isMainThread) {
  const fate = new Fate(orders);
  watchDatabase(fate);
  watchRequests(fate);
  await watchFiles(fate);
}
