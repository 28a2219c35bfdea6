import type { WireNote, WirePerson, WireRoom } from "./wire.ts";

/** A chat app that lives in this process: the smallest platform there is. */
export interface MemoryApp {
  readonly people: WirePerson[];
  readonly rooms: WireRoom[];
  readonly notes: WireNote[];
}

const apps = new Map<string, MemoryApp>();

/** The app of that name, made when it is first asked for. */
export function memoryApp(name: string): MemoryApp {
  const app = apps.get(name) ?? { people: [], rooms: [], notes: [] };
  apps.set(name, app);
  return app;
}
