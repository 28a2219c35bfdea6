import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { TransientError } from "@chat-etl/sdk";
import type { PageRows } from "./page-rows.ts";

/** Stands beside this file and ends alike: in `.ts` as it is, in `.js` when built. */
const ENTRY = new URL(`staging-worker${extname(import.meta.url)}`, import.meta.url);

/** It holds a few pages at a time: with more room the heap would only be cleaned later. */
const LIMITS = { maxYoungGenerationSizeMb: 8 };

interface Running {
  readonly worker: Worker;
  readonly ended: Promise<unknown>;
}

/** Saves pages on a second thread with a connection of its own, so that reading goes on meanwhile. */
export class StagingThread {
  readonly #path: string;
  /** Started with the first page. */
  #running: Running | undefined;
  /** One for each page that is under way, in their order. */
  #waiting: PromiseWithResolvers<void>[] = [];
  #failure: Error | undefined;

  /** `path`: the SQLite file, which has its tables already. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Resolves when the page is saved. Pages are saved in the order they are given; behind one that fails none is.
   *
   * @throws TransientError the disk is full or failing
   */
  async save(page: PageRows): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#running ??= this.#start();
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    this.#running.worker.ref();
    this.#running.worker.postMessage(page);
    await waiting.promise;
  }

  /** Saves what is under way and ends the thread. A page given later starts another. */
  async end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.worker.ref();
    running?.worker.postMessage("end");
    await running?.ended;
  }

  #start(): Running {
    const worker = new Worker(ENTRY, { workerData: this.#path, resourceLimits: LIMITS });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    worker.on("message", (savedCount: number) => {
      for (const { resolve } of this.#waiting.splice(0, savedCount)) resolve();
      // A process that has nothing else to do may end.
      if (this.#waiting.length === 0 && this.#running?.worker === worker) worker.unref();
    });
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", () => {
      if (this.#waiting.length > 0) this.#fail(new Error("The thread that saves pages ended before its work."));
      end();
    });
    return { worker, ended };
  }

  /** What is thrown on the other thread arrives without its class, but with its name. */
  #fail(cause: Error): void {
    const isTransient = cause.name === "TransientError";
    const failure = isTransient ? new TransientError(cause.message, { delivery: "none", cause }) : cause;
    this.#failure = failure;
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }
}
