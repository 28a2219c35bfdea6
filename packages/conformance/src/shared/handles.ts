import { readdir, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Untold } from "../check.ts";

/** Where Linux lists what a process has open. */
const OPEN = "/proc/self/fd";

/** A connection that was closed may take so long to be gone, in milliseconds. */
const PATIENCE_MS = 2_000;

/** Files and connections that this process has open. @throws Untold on systems that do not list them */
export async function openHandles(): Promise<readonly string[]> {
  const numbers = await readdir(OPEN).catch(() => {
    throw new Untold("This system does not list what a process has open.");
  });
  const found = await Promise.all(numbers.map((number) => readlink(`${OPEN}/${number}`).catch(() => "")));
  return found.filter((name) => name.startsWith("socket:") || /^\/(?!dev\/|proc\/)/.test(name));
}

/** What is open and was not before, when it had time to go away. */
export async function leftOpen(before: readonly string[]): Promise<readonly string[]> {
  const began = performance.now();
  for (;;) {
    const left = (await openHandles()).filter((name) => !before.includes(name));
    if (left.length === 0 || performance.now() - began > PATIENCE_MS) return left;
    await sleep(20);
  }
}
