import { writeSync } from "node:fs";
import { type ChildOrders, type Step, TELL_FD, type Told } from "../orders.ts";

type Orders = Pick<ChildOrders, "strikes" | "fullDisk">;

/** Strikes the process it lives in, where its orders say. */
export class Fate {
  #orders: Orders = { strikes: [], fullDisk: [] };
  #next = 0;
  #reached = 0;
  #writings = 0;

  /** Starts to count anew. */
  obey(orders: Orders): void {
    this.#orders = orders;
    this.#next = 0;
    this.#reached = 0;
    this.#writings = 0;
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

/** The fate of this process. */
export const fate = new Fate();

/** Written whole before it returns, so that it is known even of a process that dies next. */
export function tell(told: Told): void {
  writeSync(TELL_FD, `${JSON.stringify(told)}\n`);
}
