import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { Database } from "./database.ts";
import { lockWorkspace } from "./lock.ts";

/** Everything that belongs to a workspace, and nothing else that may stand in its folder. */
const BELONGINGS = /^(workspace\.sqlite(-wal|-shm)?|log\.jsonl|verification\.json|sandbox|spool)$/;

/**
 * Makes room for a new workspace: what stands in the folder is moved to `old-<time>` inside it, never deleted.
 * Returns that folder, or undefined if there was nothing.
 *
 * @throws ConfigError when another process uses the workspace, or it cannot be moved
 */
export function setAside(folder: string, now: Date): string | undefined {
  if (!existsSync(folder)) return undefined;
  const lock = lockWorkspace(folder);
  try {
    checkpoint(join(folder, "workspace.sqlite"));
    const belongings = readdirSync(folder).filter((name) => BELONGINGS.test(name));
    if (belongings.length === 0) return undefined;
    return move(belongings, folder, `old-${now.toISOString().replaceAll(":", "-")}`);
  } finally {
    lock.release();
  }
}

function move(names: readonly string[], folder: string, to: string): string {
  const old = join(folder, to);
  try {
    mkdirSync(old);
    for (const name of names) renameSync(join(folder, name), join(old, name));
    return old;
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ConfigError(
      `The workspace in "${folder}" cannot be set aside in "${old}" (${why}). Give this user the right to write the folder and all that is in it, or name another one with --workspace.`,
      { cause },
    );
  }
}

/** Brings what is in the write-ahead log into the file itself, so that moving them is moving one. */
function checkpoint(path: string): void {
  if (!existsSync(path)) return;
  const db = new Database(path);
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // No workspace, or a damaged one: it is moved as it is.
  } finally {
    db.close();
  }
}
