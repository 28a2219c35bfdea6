import type { Replacement } from "./orders.ts";
import type { Lists } from "./world.ts";

/** A sink under test, and how its target is started and read. */
export interface Subject {
  /** As `--sink` names it. */
  readonly name: string;
  /** Reads an archive and writes to this sink. */
  readonly pipeline: string;
  /** Its target is files: no network can misbehave, but the disk be full. */
  readonly isOnDisk: boolean;
  /** Its batches made small. */
  readonly small: readonly Replacement[];
  startTarget(): Promise<Target>;
}

/** A target that many worlds go into, each with a prefix to its ids. */
export interface Target extends AsyncDisposable {
  /** Where it listens; undefined where it is files. */
  readonly url: string | undefined;
  /** What leads the command there. `url`: the way through the network; `folder`: one for this world alone. */
  lead(to: Place): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** What has arrived of the world with this prefix, as the target itself tells it. */
  arrived(world: Place & { readonly prefix: string }): Promise<Lists>;
}

interface Place {
  readonly url: string;
  readonly folder: string;
}
