/** What is logged: this and all before it. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
