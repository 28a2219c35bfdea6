import type { SourceSubject } from "../check.ts";
import { RequestCount } from "../shared/requests.ts";

export interface Asked extends Disposable {
  /** How often the platform was asked since. */
  readonly count: () => number;
}

export function countAsked({ fixture }: SourceSubject): Asked {
  const requests = new RequestCount();
  const before = fixture.asked?.() ?? 0;
  return {
    count: () => (fixture.asked ? fixture.asked() - before : requests.count),
    [Symbol.dispose]: () => requests[Symbol.dispose](),
  };
}
