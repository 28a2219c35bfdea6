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

/** Saves pages on a second thread with a connection of its own, so that reading goes on meanwhile. */
export class StagingThread {
  readonly #path: string;
  /** Started with the first page. */
  #running: Running | undefined;
  /** One for each page that is not written yet, in their order. */
  #waiting: PromiseWithResolvers<void>[] = [];
  /** Who waits for all of them to be on disk. */
  #savers: PromiseWithResolvers<void>[] = [];
  #failure: Error | undefined;

  /** `path`: the SQLite file, which has its tables already. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Resolves when the page is written, and needs no memory any more. It is on disk a moment later, with those before it;
   * behind one that fails none is.
   *
   * @throws TransientError the disk is full or failing
   */
  async write(page: PageRows): Promise<void> {
    await this.#ask(page, this.#waiting);
  }

  /** Resolves when all that was given is on disk. @throws as `write` does */
  async save(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#running) await this.#ask("save", this.#savers);
  }

  async #ask(what: ToWriter, list: PromiseWithResolvers<void>[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#running ??= this.#start();
    const waiting = Promise.withResolvers<void>();
    list.push(waiting);
    this.#running.worker.ref();
    this.#running.worker.postMessage(what);
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
    worker.on("message", (told: FromWriter) => {
      if (told !== "saved") {
        for (const { resolve } of this.#waiting.splice(0, told)) resolve();
        return;
      }
      // What is not written yet is not on disk either: it will be told once more.
      if (this.#waiting.length > 0) return;
      for (const { resolve } of this.#savers.splice(0)) resolve();
      // A process that has nothing else to do may end.
      if (this.#running?.worker === worker) worker.unref();
    });
    worker.on("error", (error: Error) => this.#fail(error));
    worker.on("exit", () => {
      if (this.#waiting.length + this.#savers.length > 0)
        this.#fail(new Error("The thread that saves pages ended before its work."));
      end();
    });
    return { worker, ended };
  }

  /** What is thrown on the other thread arrives without its class, but with its name. */
  #fail(cause: Error): void {
    const isTransient = cause.name === "TransientError";
    const failure = isTransient ? new TransientError(cause.message, { delivery: "none", cause }) : cause;
    this.#failure = failure;
    for (const { reject } of [...this.#waiting.splice(0), ...this.#savers.splice(0)]) reject(failure);
  }
}
