import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { TransientError } from "@chat-etl/sdk";
import type { PageRows } from "./page-rows.ts";
import type { FromWriter, ToWriter } from "./staging-worker.ts";

/** Stands beside this file and ends alike: in `.ts` as it is, in `.js` when built. */
const ENTRY = new URL(`staging-worker${extname(import.meta.url)}`, import.meta.url);

/** It holds a few pages at a time: with more room the heap would only be cleaned later. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

interface Running {
  readonly worker: Worker;
  readonly ended: Promise<unknown>;
}

/** Most that may be under way before a caller has to wait, in characters: what is held in memory. */
const MOST_UNDER_WAY = 4_000_000;

/** What anything of a page takes beside its JSON, about; and the page itself. In characters. */
const OVERHEAD = 200;

/** Saves pages on a second thread with a connection of its own, so that reading goes on meanwhile. */
export class StagingThread {
  readonly #path: string;
  /** Started with the first page, unless sooner. */
  #running: Running | undefined;
  /** How large those pages are that are not written yet, in their order; in characters. */
  readonly #sizes: number[] = [];
  #underWay = 0;
  /** Who waits for room. */
  #waiting: PromiseWithResolvers<void>[] = [];
  /** Who waits for all of them to be on disk. */
  #savers: PromiseWithResolvers<void>[] = [];
  #failure: Error | undefined;

  /** `path`: the SQLite file, which has its tables already. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Starts the thread, if it is not there. A page does so as well, but the first would have to wait for it. */
  start(): void {
    this.#running ??= this.#newThread();
  }

  /**
   * Resolves as soon as there is room for another page. Pages are written in the order they are given, and are on disk
   * a moment later; behind one that fails none is.
   *
   * @throws TransientError the disk is full or failing, be it met by this page or by one before it
   */
  async write(page: PageRows): Promise<void> {
    this.#post(page);
    const size = sizeOf(page);
    this.#sizes.push(size);
    this.#underWay += size;
    if (this.#underWay > MOST_UNDER_WAY) await answer(this.#waiting);
  }

  /** Resolves when all that was given is on disk. @throws as `write` does */
  async save(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#running === undefined) return;
    this.#post("save");
    await answer(this.#savers);
  }

  #post(what: ToWriter): void {
    if (this.#failure) throw this.#failure;
    this.start();
    this.#running?.worker.ref();
    this.#running?.worker.postMessage(what);
  }

  /** Saves what is under way and ends the thread. A page given later starts another. */
  async end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.worker.ref();
    running?.worker.postMessage("end");
    await running?.ended;
  }

  #newThread(): Running {
    const worker = new Worker(ENTRY, { workerData: this.#path, resourceLimits: LIMITS });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    worker.on("message", (told: FromWriter) => {
      if (told === "saved") this.#saved(worker);
      else this.#written(told);
    });
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", () => {
      if (this.#sizes.length + this.#savers.length > 0)
        this.#fail(new Error("The thread that saves pages ended before its work."));
      end();
    });
    // Only work keeps the process alive. Last, as who listens holds on to it.
    worker.unref();
    return { worker, ended };
  }

  #written(pages: number): void {
    for (const size of this.#sizes.splice(0, pages)) this.#underWay -= size;
    if (this.#underWay > MOST_UNDER_WAY) return;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  #saved(worker: Worker): void {
    // What is not written yet is not on disk either: it will be told once more.
    if (this.#sizes.length > 0) return;
    for (const { resolve } of this.#savers.splice(0)) resolve();
    // A process that has nothing else to do may end.
    if (this.#running?.worker === worker) worker.unref();
  }

  /** What is thrown on the other thread arrives without its class, but with its name. */
  #fail(cause: Error): void {
    const isTransient = cause.name === "TransientError";
    const failure = isTransient ? new TransientError(cause.message, { delivery: "none", cause }) : cause;
    this.#failure = failure;
    this.#sizes.length = 0;
    this.#underWay = 0;
    for (const { reject } of [...this.#waiting.splice(0), ...this.#savers.splice(0)]) reject(failure);
  }
}

function sizeOf({ records, derived, refusals, drops, leftOut }: PageRows): number {
  let size = OVERHEAD * (1 + records.length + derived.length + refusals.length + drops.length + leftOut.length);
  for (const rows of [records, derived]) for (const row of rows) size += row[8].length;
  return size;
}

async function answer(list: PromiseWithResolvers<void>[]): Promise<void> {
  const waiting = Promise.withResolvers<void>();
  list.push(waiting);
  await waiting.promise;
}
