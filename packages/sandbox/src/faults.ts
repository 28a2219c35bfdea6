import * as z from "zod";

/**
 * What can go wrong on demand.
 * Before the platform acts: `slow`, `too-many-requests`, `server-error`, `bad-gateway`, `cut`.
 * After it has acted: `commit-then-server-error`, `commit-then-cut`, `not-json`, `missing-key`.
 */
export const FAULTS = [
  "slow",
  "too-many-requests",
  "server-error",
  "bad-gateway",
  "cut",
  "commit-then-server-error",
  "commit-then-cut",
  "not-json",
  "missing-key",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** One order: let `skip` matching requests pass, then strike `count` times. */
export const Fault = z.strictObject({
  fault: z.enum(FAULTS),
  /** Only requests whose path contains this. Default: all. */
  path: z.string().default(""),
  skip: z.int().nonnegative().default(0),
  count: z.int().positive().default(1),
  /** For `slow`, in milliseconds. */
  delayMs: z.int().nonnegative().default(200),
});
export type Fault = z.output<typeof Fault>;

/** Hands out the ordered faults, and random ones at a rate. Deterministic: the same requests meet the same faults. */
export class FaultBook {
  #orders: Fault[] = [];
  readonly #rate: number;
  #state: number;

  constructor(options: { readonly rate: number; readonly seed: number }) {
    this.#rate = options.rate;
    this.#state = options.seed;
  }

  order(fault: z.input<typeof Fault>): void {
    this.#orders.push(Fault.parse(fault));
  }

  /** The fault that strikes this request, if any. */
  next(path: string): Fault | undefined {
    const matching = this.#orders.filter((order) => path.includes(order.path));
    const due = matching.find((order) => order.skip === 0);
    for (const order of matching) if (order.skip > 0) order.skip -= 1;
    if (due === undefined) return this.#random() < this.#rate ? this.#anyFault() : undefined;
    due.count -= 1;
    if (due.count === 0) this.#orders = this.#orders.filter((order) => order !== due);
    return due;
  }

  #anyFault(): Fault {
    const fault = FAULTS[Math.floor(this.#random() * FAULTS.length)] ?? "slow";
    return Fault.parse({ fault });
  }

  /** mulberry32: small, seeded, good enough to stumble. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}
