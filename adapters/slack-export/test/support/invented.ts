/** Names and words, all invented. */

export const PEOPLE = [
  ["ana", "Ana Belmonte"],
  ["bob", "Bob Tangle"],
  ["cho", "Cho Nimura"],
  ["dov", "Dov Lindqvist"],
  ["eli", "Eli Okparanta"],
  ["fay", "Fay Überschär"],
  ["gus", "Gus Marrow"],
  ["hana", "Hana Żółtko"],
  ["ivo", "Ivo Brandl"],
  ["june", "June 山本"],
] as const;

export const CHANNELS = ["all-northwind", "random", "boats", "harbour-lights", "kitchen", "release-train"] as const;

const WORDS = [
  "anchor",
  "boat",
  "crew",
  "deck",
  "early",
  "ferry",
  "good",
  "harbour",
  "island",
  "jib",
  "knot",
  "lantern",
  "morning",
  "north",
  "oar",
  "pier",
  "quay",
  "rope",
  "sail",
  "tide",
] as const;

/** A plain sentence: no mark-up, nothing to escape. */
export function sentenceOf(pick: (words: typeof WORDS) => string, length: number): string {
  return `${Array.from({ length }, () => pick(WORDS)).join(" ")}.`;
}
