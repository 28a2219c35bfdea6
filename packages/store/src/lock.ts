import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@chat-etl/sdk";
import { primaryCodeOf } from "./database.ts";

const SQLITE_BUSY = 5;

/**
 * Keeps a workspace to one process. The lock is the operating system's, held through an open SQLite transaction,
 * so it is gone with the process however that ends.
 *
 * @throws ConfigError when another process holds it, or nothing can be written there
 */
export function lockWorkspace(folder: string): { release(): void } {
  const lock = openLock(folder);
  const pidFile = join(folder, "lock.pid");
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if (primaryCodeOf(cause) !== SQLITE_BUSY) throw unwritable(folder, cause);
    throw new ConfigError(
      `The workspace "${folder}" is in use by another process (${holderOf(pidFile)}). Wait for it to end, or name another one with --workspace.`,
      { cause },
    );
  }
  try {
    writeFileSync(pidFile, String(process.pid));
  } catch (cause) {
    lock.close();
    throw unwritable(folder, cause);
  }
  return { release: () => lock.close() };
}

/** Whether a process has the workspace open. Asking holds up nobody: the lock is looked at only if its last holder lives. */
export function isAtWork(folder: string): boolean {
  if (!isAlive(Number(holderIn(join(folder, "lock.pid")) ?? 0))) return false;
  const lock = new DatabaseSync(join(folder, "lock.sqlite"), { readOnly: true, timeout: 0 });
  try {
    lock.exec("SELECT count(*) FROM sqlite_schema");
    return false;
  } catch (error) {
    if (primaryCodeOf(error) === SQLITE_BUSY) return true;
    throw error;
  } finally {
    lock.close();
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function openLock(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, "lock.sqlite"), { timeout: 0 });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function unwritable(folder: string, cause: unknown): ConfigError {
  return new ConfigError(
    `Nothing can be written into the folder "${folder}". Give this user the right to write all that is in it, or name another one with --workspace.`,
    { cause },
  );
}

function holderOf(pidFile: string): string {
  return `process id ${holderIn(pidFile) ?? "unknown"}`;
}

function holderIn(pidFile: string): string | undefined {
  try {
    return readFileSync(pidFile, "utf8");
  } catch {
    return undefined;
  }
}
