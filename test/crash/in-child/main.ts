import { isMainThread } from "node:worker_threads";
import { REPLACEMENTS } from "../orders.ts";
import { fate } from "./fate.ts";
import { replaceSources } from "./replace-sources.ts";
import { watchDatabase } from "./watch-database.ts";
import { watchFiles } from "./watch-files.ts";
import { watchRequests } from "./watch-requests.ts";

// Loaded ahead of the real command, into its threads too: nothing is taken away from it, it is only watched and struck.
replaceSources(JSON.parse(process.env[REPLACEMENTS] ?? ""));
if (isMainThread) {
  watchDatabase(fate);
  watchRequests(fate);
  await watchFiles(fate);
}
