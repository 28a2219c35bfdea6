/** A time that never was is 0, `null` or not there. Milliseconds. */
export function timeOf(time: number | null | undefined): number | undefined {
  return time !== null && time !== undefined && time > 0 ? time : undefined;
}
