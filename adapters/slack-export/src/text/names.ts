import type { MarkedTextBuilder } from "@chat-etl/model";

/** What to call those whose mention has no label of its own. `undefined`: nobody knows; the id is shown. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Where text is written to, and who is called what in it. */
export interface Writer {
  readonly out: MarkedTextBuilder;
  readonly names: Names;
}
