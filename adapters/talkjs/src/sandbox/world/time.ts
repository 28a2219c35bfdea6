export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** The sample world goes back so far. */
export const WORLD_DAYS = 5 * 365;
