import { writeSync } from "node:fs";
import { type ChildOrders, type Step, TELL_FD, type Told } from "../orders.ts";

/** Strikes the process it lives in, where its orders say. */
export class Fate {
  readonly #orders: ChildOrders;
  #next = 0;
  #reached = 0;
  #writings = 0;

  constructor(orders: ChildOrders) {
    this.#orders = orders;
  }

  /** The process is at a step. Returns at once, after a stop, or never. */
  reach(step: Step): void {
    const strike = this.#orders.strikes[this.#next];
    if (strike?.step !== step) return;
    this.#reached += 1;
    if (this.#reached < strike.nth) return;
    this.#next += 1;
    this.#reached = 0;
    tell({ signal: strike.signal, step });
    process.kill(process.pid, strike.signal);
    tell({ goesOn: true });
  }

  /** Whether the disk is full for this writing of a file. */
  isDiskFull(): boolean {
    this.#writings += 1;
    const isFull = this.#orders.fullDisk.includes(this.#writings);
    if (isFull) tell({ trouble: "full disk" });
    return isFull;
  }
}

/** Written whole before it returns, so that it is known even of a process that dies next. */
function tell(told: Told): void {
  writeSync(TELL_FD, `${JSON.stringify(told)}\n`);
}
