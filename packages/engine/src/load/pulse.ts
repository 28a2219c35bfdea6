import type { EpochMs, Kind } from "@chat-etl/model";
import type { Quota } from "@chat-etl/sdk";
import type { Notes } from "@chat-etl/store";
import type { OnEvent, Phase, RunEvent } from "../events.ts";

/** How far a kind or a pass is, in records. */
export interface Progressed {
  readonly settled: number;
  readonly total: number;
}

/** A record that was rejected: never what it says. */
export interface RejectNote {
  readonly record: string;
  readonly code: string;
}

/** What a run tells about itself in its workspace, so that another process can show it without counting. */
export interface PulseNote {
  readonly at: EpochMs;
  readonly target: string;
  readonly phase: Phase;
  /** In phase `pass`. */
  readonly pass?: string | undefined;
  /** By kind or by name of the pass. */
  readonly progress: Readonly<Record<string, Progressed>>;
  /** While files are copied, and after. */
  readonly copied?: Omit<Extract<RunEvent, { event: "copied" }>, "event"> | undefined;
  /** Records, or files, settled in the last minute. */
  readonly recordsPerMinute: number;
  /** Of the lane at work. */
  readonly quota?: Quota | undefined;
  /** Most wires in one request, by kind. */
  readonly perRequest?: Readonly<Record<Kind, number>> | undefined;
  /** The latest first. */
  readonly rejects: readonly RejectNote[];
}

/** Under this name files stand among what progresses. */
export const FILES = "files";

/** Under this name it stands among the workspace's notes. */
export const PULSE = "pulse";

const EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
const REJECTS = 5;

/**
 * Keeps a workspace's note on its run up to date, once a second at most. Not while another thread writes there, which it
 * would have to wait for: while the source is read and resolved, only the phase is told.
 */
export class Pulse implements AsyncDisposable {
  readonly #notes: Notes;
  readonly #target: string;
  readonly #timer: NodeJS.Timeout;
  readonly #progress = new Map<string, Progressed>();
  /** Records settled so far, at instants of the last minute, oldest first. */
  readonly #samples: { readonly at: number; readonly settled: number }[] = [];
  #settled = 0;
  #phase: Extract<RunEvent, { event: "phase" }> = { event: "phase", phase: "check" };
  #lane: Pick<PulseNote, "quota" | "perRequest"> = {};
  #rejects: readonly RejectNote[] = [];
  #copied: PulseNote["copied"];

  constructor(notes: Notes, target: string) {
    this.#notes = notes;
    this.#target = target;
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
    this.#timer.unref();
  }

  /** What is told goes on, and is taken note of. */
  through(onEvent: OnEvent): OnEvent {
    return (event) => {
      this.#note(event);
      onEvent(event);
    };
  }

  /** A lane is opened: its quota is the one to be used up. */
  opened(lane: { readonly quota: Quota; readonly perRequest?: PulseNote["perRequest"] }): void {
    this.#lane = { ...this.#lane, ...lane };
  }

  rejected(reject: RejectNote): void {
    this.#rejects = [reject, ...this.#rejects].slice(0, REJECTS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  #note(event: RunEvent): void {
    if (event.event === "phase") {
      this.#phase = event;
      this.#samples.splice(0);
      void this.#write();
    }
    if (event.event === "copied") {
      const { files, total, bytes, totalBytes, failed } = event;
      this.#copied = { files, total, bytes, totalBytes, failed };
      this.#settled += files - (this.#progress.get(FILES)?.settled ?? files);
      this.#progress.set(FILES, { settled: files, total });
    }
    if (event.event !== "settled") return;
    const name = event.pass ?? event.kind;
    const { settled, total } = event;
    this.#settled += settled - (this.#progress.get(name)?.settled ?? settled);
    this.#progress.set(name, { settled, total });
  }

  #tick(): void {
    if (this.#phase.phase !== "extract" && this.#phase.phase !== "resolve") void this.#write();
  }

  /** Nothing hangs on it: where it cannot be written, the run itself will say so. */
  async #write(): Promise<void> {
    const at = Date.now();
    const note: PulseNote = {
      at,
      target: this.#target,
      phase: this.#phase.phase,
      pass: this.#phase.phase === "pass" ? this.#phase.pass : undefined,
      progress: Object.fromEntries(this.#progress),
      copied: this.#copied,
      recordsPerMinute: this.#perMinute(at),
      ...this.#lane,
      rejects: this.#rejects,
    };
    await this.#notes.set(PULSE, JSON.stringify(note)).catch(() => {});
  }

  #perMinute(at: number): number {
    this.#samples.push({ at, settled: this.#settled });
    while ((this.#samples[0]?.at ?? at) < at - MINUTE_MS) this.#samples.shift();
    const [first] = this.#samples;
    if (first === undefined || first.at === at) return 0;
    return Math.round(((this.#settled - first.settled) / (at - first.at)) * MINUTE_MS);
  }
}
