import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { measured } from "./measure.ts";

/** The rival of planning: a bare `JSON.parse` of every staged message. Argument: the workspace. */
const [folder = ""] = process.argv.slice(2);

await measured(async () => {
  const db = new DatabaseSync(join(folder, "workspace.sqlite"), { readOnly: true });
  let count = 0;
  for (const { json } of db.prepare("SELECT json FROM record WHERE kind = 3").iterate()) {
    if (JSON.parse(String(json)).id !== undefined) count += 1;
  }
  db.close();
  return count;
});
