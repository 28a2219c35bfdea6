import { createHash } from "node:crypto";

/** Seeded chance: the same name, the same draws. */
export class Chance {
  readonly #name: string;
  #draws = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** A whole number, both ends included. */
  int(least: number, most: number): number {
    this.#draws += 1;
    const drawn = createHash("sha256").update(`${this.#name}/${this.#draws}`).digest().readUInt32LE();
    return least + (drawn % (most - least + 1));
  }
}
