import type { ProbeApp } from "./app.ts";
import type { ThrowAway } from "./throw-away.ts";

/** What a question is asked with. */
export interface Probe {
  readonly app: ProbeApp;
  readonly world: ThrowAway;
}
