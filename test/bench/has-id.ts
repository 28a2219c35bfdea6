/** Whether a value is a message, as each of the readers finds it out. */
export function hasId(value: unknown): boolean {
  return typeof value === "object" && value !== null && "id" in value;
}
