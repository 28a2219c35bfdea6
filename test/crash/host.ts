import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { startModule } from "../support/etl.ts";
import { type ChildOrders, REPLACEMENTS, type Replacement, TELL_FD, type Told } from "./orders.ts";

const PRELOAD = join(import.meta.dirname, "in-child/main.ts");
const HOST = join(import.meta.dirname, "in-child/host.ts");

/** How a life ended. Its code is null when the process was killed. */
export interface LifeEnd {
  readonly code: number | null;
  readonly stderr: string;
}

export interface Hosting {
  readonly replacements: readonly Replacement[];
  /** Every life gets a process of its own, as an operator gives it. Else one only after a killed one. */
  readonly isFresh: boolean;
}

/** Processes that run the real command, one after the other: whichever was killed is replaced. */
export class Hosts implements AsyncDisposable {
  readonly #hosting: Hosting;
  #host: Host | undefined;

  constructor(hosting: Hosting) {
    this.#hosting = hosting;
  }

  /** @param onTold told with what befalls the process, and how to reach it */
  async live(orders: ChildOrders, onTold: (told: Told, child: ChildProcess) => void): Promise<LifeEnd> {
    this.#host ??= new Host(this.#hosting.replacements);
    const { child } = this.#host;
    const end = await this.#host.live(orders, (told) => onTold(told, child));
    if (this.#hosting.isFresh || end.code === null) await this[Symbol.asyncDispose]();
    return end;
  }

  /** Ends a life that does not end. */
  kill(): void {
    this.#host?.child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    host?.child.kill("SIGKILL");
    await host?.closed;
  }
}

class Host {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  #told: (told: Told) => void = () => {};
  #stderr = "";

  constructor(replacements: readonly Replacement[]) {
    this.child = startModule(HOST, {
      preload: PRELOAD,
      env: { [REPLACEMENTS]: JSON.stringify(replacements) },
    });
    const pipe = this.child.stdio[TELL_FD];
    if (!(pipe instanceof Readable)) throw new Error("The process has no way to tell what befalls it.");
    const lines = createInterface({ input: pipe });
    lines.on("line", (line) => this.#told(JSON.parse(line)));
    this.child.stdout?.resume();
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr += chunk;
    });
    this.closed = Promise.all([once(this.child, "close"), once(lines, "close")]);
  }

  async live(orders: ChildOrders, onTold: (told: Told) => void): Promise<LifeEnd> {
    this.#stderr = "";
    const ended = Promise.withResolvers<number | null>();
    this.#told = (told) => ("ended" in told ? ended.resolve(told.ended) : onTold(told));
    this.child.send(orders);
    const code = await Promise.race([ended.promise, this.closed.then(() => this.child.exitCode)]);
    return { code, stderr: this.#stderr };
  }
}
