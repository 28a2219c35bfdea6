/** Whether an error says that a value is nested too deep; any other RangeError (a time that is none) is a program's fault. */
export function isStackExhausted(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}
