import { setTimeout as sleep } from "node:timers/promises";
import { Broken } from "../check.ts";

/** Waits for something that must not take long. @throws Broken it took longer than so many milliseconds */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Broken(`${what} took longer than ${ms} ms.`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/** What a promise is rejected with; undefined if it is not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error("It was rejected with nothing.");
  }
}
