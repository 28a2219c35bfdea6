/** A path of segments, each encoded: ids hold slashes, signs and letters of all kinds (TalkJS sheet, T45). */
export function pathOf(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}

/** In an address these mean places, encoded or not. */
export function isPlace(segment: string): boolean {
  return segment === "." || segment === "..";
}
