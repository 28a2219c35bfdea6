/** The passes in the order they run: roles ahead of the import, the rest behind it, blocks and deactivation last (T19, T36). */
export const PASS_NAMES = [
  "roles",
  "statuses",
  "descriptions",
  "scopes",
  "friends",
  "threads",
  "reactions",
  "pins",
  "reads",
  "blocks",
  "deactivation",
] as const;
export type PassName = (typeof PASS_NAMES)[number];
