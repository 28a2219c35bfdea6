import type { CometchatSandboxOptions } from "./options.ts";
import type { State } from "./state/state.ts";

/** What every route works with. */
export interface Backend {
  readonly state: State;
  readonly options: CometchatSandboxOptions;
}

/** The present in UNIX seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
