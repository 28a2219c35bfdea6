/** The passes an operator can ask for, in the order they run. */
export const PASS_NAMES = ["reads", "reactions"] as const;
