/** Chance that comes out the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, `end`. */
  below(end: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32: 32 bits of state, good enough to spread messages. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      const index = below(list.length);
      if (index >= list.length) throw new RangeError("Nothing can be picked from an empty list.");
      return list[index] as T;
    },
  };
}
