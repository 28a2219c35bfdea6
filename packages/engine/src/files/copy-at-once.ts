import { mkdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import type { Copying } from "./attachments.ts";
import { Copier, type CopierOptions } from "./copier.ts";

interface Options extends Pick<CopierOptions, "files" | "source" | "stop"> {
  /** The workspace's. */
  readonly folder: string;
}

interface Work<Value> extends Pick<CopierOptions, "onBytes"> {
  readonly copying: Copying;
  readonly queue: AsyncGenerator<Value, undefined>;
  work(value: Value, copier: Copier): Promise<void>;
}

/**
 * Copies what a queue holds, several at once. When one fails for good, the others break off; what they have is gone on
 * with by the next run.
 *
 * @throws the first failure, a ConfigError before others; the stop signal's reason
 */
export async function copyAtOnce<Value>(
  options: Options,
  { copying, queue, onBytes, work }: Work<Value>,
): Promise<void> {
  const { files, stop } = options;
  const spool = spoolIn(options.folder);
  await mkdir(spool, { recursive: true, mode: 0o700 });
  const failure = new AbortController();
  const end = AbortSignal.any([stop, failure.signal]);
  const copier = new Copier({ ...options, copying, spool, onBytes, stop: end }, await files.storedBytes());
  const worker = async (): Promise<void> => {
    for (;;) {
      end.throwIfAborted();
      const { value } = await queue.next();
      if (value === undefined) return;
      await work(value, copier);
    }
  };
  const workers = Array.from({ length: copying.concurrency }, () =>
    worker().catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  const failures = (await Promise.allSettled(workers)).flatMap((one) =>
    one.status === "rejected" ? [one.reason] : [],
  );
  if (failures.length > 0) throw failures.find((error) => error instanceof ConfigError) ?? failures[0];
  // What is left of files that time may mend is gone on with by the next run, if they are still to be sent then.
  await rmdir(spool).catch(() => {});
}

/** When nothing is left to send, nobody goes on with what is left of files. */
export async function clearSpool(folder: string): Promise<void> {
  await rm(spoolIn(folder), { recursive: true, force: true });
}

function spoolIn(folder: string): string {
  return join(folder, "spool");
}
