/** What sets the worlds of seeds apart. Every few seeds meet every combination with killing and stopping. */
export interface Variant {
  /** Of TalkJS's import. */
  readonly dialect: "g1" | "g2";
  /** People react, and the reactions are brought by a pass. */
  readonly hasReactions: boolean;
  /** Some messages show a file, which is uploaded where the target wants it so. */
  readonly hasFiles: boolean;
}

export function variantOf(seed: number): Variant {
  return {
    dialect: seed % 4 < 2 ? "g1" : "g2",
    hasReactions: seed % 3 === 0,
    hasFiles: seed % 5 < 2,
  };
}
