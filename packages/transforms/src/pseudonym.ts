import type { Kind } from "@chat-etl/model";

/** What takes the place of an id or a name: letters and digits, the same for the same original. */
export type Pseudonym = (what: Kind | "emoji", original: string) => string;

/** So much of a pseudonym is shown to people. */
export function short(pseudonym: string): string {
  return pseudonym.slice(0, 8);
}
