/** Where files are served, in the form of Firebase Storage's URLs. */
export const BUCKET = "/v0/b/sandbox-bucket/o";

/**
 * A URL without its host: one percent-encoded segment that holds a whole path, open to whoever has the key (TalkJS sheet,
 * section 9 and T24).
 */
export function fileUrl(path: string, key: string): string {
  return `${BUCKET}/${encodeURIComponent(path)}?alt=media&token=${key}`;
}
