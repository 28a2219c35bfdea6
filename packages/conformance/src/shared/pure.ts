import { Broken } from "../check.ts";

/** Freezes plain objects and arrays, all the way down; instances of classes stay as they are. */
export function deepFreeze<T>(value: T): T {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (!isPlain(one) || Object.isFrozen(one)) continue;
    Object.freeze(one);
    open.push(...Object.values(one));
  }
  return value;
}

/** Made of JSON alone, as deep as it is looked at. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}

/** Runs a pure function where there is no clock, no chance and no network. @throws Broken it asks for one of them */
export function withoutOutside<T>(work: () => T): T {
  const { Date: RealDate, fetch, performance } = globalThis;
  const { random } = Math;
  const refuse = (what: string) => () => {
    throw new Broken(`It asks for ${what}, and so would not give the same again.`);
  };
  const noClock = refuse("the time of day");
  class FixedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      if (given.length === 0) noClock();
      super(...(given as [number]));
    }
    static override now(): number {
      return noClock();
    }
  }
  Object.assign(globalThis, { Date: FixedDate, fetch: refuse("the network") });
  Object.defineProperty(globalThis, "performance", { value: { now: noClock }, configurable: true, writable: true });
  Math.random = refuse("a random number");
  try {
    return work();
  } finally {
    Object.assign(globalThis, { Date: RealDate, fetch });
    Object.defineProperty(globalThis, "performance", { value: performance, configurable: true, writable: true });
    Math.random = random;
  }
}
