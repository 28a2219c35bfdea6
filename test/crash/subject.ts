import type { Replacement } from "./orders.ts";
import type { Variant } from "./variant.ts";
import type { Lists } from "./world.ts";

/** A sink under test, and how its target is started and read. */
export interface Subject {
  /** As `--sink` names it. */
  readonly name: string;
  /** Reads an archive and writes to this sink. */
  readonly pipeline: string;
  /** Its target is files: no network can misbehave, but the disk be full. */
  readonly isOnDisk: boolean;
  /** What its target shows of a world beside people, places and messages. */
  readonly shows: ReadonlySet<"reactions" | "files" | "former members">;
  /** Its batches made small. */
  readonly small: readonly Replacement[];
  startTarget(place: Place): Promise<Target>;
}

/** Where one world goes. */
interface Place {
  readonly variant: Variant;
  /** One for this world alone. */
  readonly folder: string;
}

/** A target that one world goes into. */
interface Target extends AsyncDisposable {
  /** Where it listens; undefined where it is files. */
  readonly url: string | undefined;
  /** What leads the command there. `url`: the way through the network; `files`: where the files of messages are. */
  lead(way: { readonly url: string; readonly files: string }): {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** What has arrived, as the target itself tells it. */
  arrived(): Promise<Lists>;
}
