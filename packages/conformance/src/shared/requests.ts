import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";

/** What undici, fetch and node's own client tell when they begin a request. */
const CHANNELS = ["undici:request:create", "http.client.request.start"];

/** Nothing more comes when nothing came for so long, in milliseconds. */
const QUIET_MS = 60;
const LONGEST_MS = 3_000;

/** Counts the HTTP requests of this process from now on. */
export class RequestCount implements Disposable {
  #count = 0;
  readonly #add = () => {
    this.#count += 1;
  };

  constructor() {
    for (const channel of CHANNELS) subscribe(channel, this.#add);
  }

  get count(): number {
    return this.#count;
  }

  [Symbol.dispose](): void {
    for (const channel of CHANNELS) unsubscribe(channel, this.#add);
  }
}

/** Waits until a number stands still. Returns it. */
export async function whenQuiet(count: () => number): Promise<number> {
  const began = performance.now();
  for (let last = count(); ; last = count()) {
    await sleep(QUIET_MS);
    if (count() === last || performance.now() - began > LONGEST_MS) return count();
  }
}
