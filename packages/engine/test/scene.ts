import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MemoryApp, memoryApp, memorySink, memorySource } from "@chat-etl/memory";
import { type AnySink, definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { type Plan, type PlanOptions, plan, type RunEvent, type RunOptions, run, type Summary } from "../src/index.ts";

export interface Scene {
  readonly source: MemoryApp;
  readonly target: MemoryApp;
  readonly folder: string;
  /** As the ledger calls the target. */
  readonly targetName: string;
  readonly events: RunEvent[];
  /** Warnings and errors of the log. */
  readonly log: object[];
  go(options?: Options): Promise<Summary>;
  plan(options?: Options): Promise<Plan | undefined>;
}

type Options = Partial<RunOptions> & Pick<PlanOptions, "askFiles"> & { readonly sink?: AnySink };

let number = 0;

/** Two memory apps and a workspace between them. Waits last a thousand times shorter. */
export function scene({ concurrency = 3 }: Pick<Options, "concurrency"> = {}): Scene {
  number += 1;
  const [from, to] = [`from-${number}`, `to-${number}`];
  const folder = mkdtempSync(join(tmpdir(), "etl-engine-"));
  const events: RunEvent[] = [];
  const log: object[] = [];
  const keep = (message: string, fields?: object) => log.push({ message, ...fields });
  const inWorkspace = async <T>(
    { sink = memorySink, ...options }: Options,
    work: (options: RunOptions) => Promise<T>,
  ): Promise<T> => {
    const workspace = await openWorkspace(folder);
    try {
      return await work({
        pipeline: definePipeline({ name: "memory-to-memory", summary: "", source: memorySource, sink }),
        sourceConfig: { app: from },
        sinkConfig: { app: to },
        workspace,
        concurrency,
        limit: Number.POSITIVE_INFINITY,
        speed: 1_000,
        stop: new AbortController().signal,
        logger: { debug: () => {}, info: () => {}, warn: keep, error: keep },
        onEvent: (event) => events.push(event),
        ...options,
      });
    } finally {
      await workspace.close();
    }
  };
  return {
    source: memoryApp(from),
    target: memoryApp(to),
    folder,
    targetName: to,
    events,
    log,
    go: async (options = {}) => await inWorkspace(options, run),
    plan: async (options = {}) => await inWorkspace(options, plan),
  };
}

/** Rooms full of notes; every seventh is by a ghost whom nobody described, three share each instant. */
export function fill(app: MemoryApp, counts: { readonly rooms: number; readonly notes: number }): void {
  app.people.push({ handle: "ann", name: "Ann" }, { handle: "bob" });
  for (let room = 0; room < counts.rooms; room += 1) {
    app.rooms.push({ room: `room-${room}`, handles: ["ann", "bob"] });
    for (let note = 0; note < counts.notes; note += 1) {
      const by = note % 7 === 3 ? "ghost" : note % 2 ? "ann" : "bob";
      const at = 1_000 + room + Math.floor(note / 3) * 10;
      app.notes.push({ key: `${room}-${note}`, room: `room-${room}`, by, at, body: `note ${note}`, likes: [] });
    }
  }
}

/** Whether every room's notes stand in the target in the source's order, each once; those `except` are missing. */
export function sameNotes({ source, target }: Scene, except: ReadonlySet<string> = new Set()): boolean {
  return source.rooms.every(({ room }) => {
    const wanted = source.notes.filter((note) => note.room === room && !except.has(note.key)).map(({ key }) => key);
    const found = target.notes.filter((note) => note.room === room).map(({ key }) => key);
    return JSON.stringify(found) === JSON.stringify(wanted);
  });
}
