import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { Database, SETTINGS } from "./database.ts";
import { FileTallies } from "./file-tallies.ts";
import { Files } from "./files.ts";
import { History } from "./history.ts";
import { KeptPlans } from "./kept-plans.ts";
import { type KeepOptions, keepTo, type SourceName, sourceOf } from "./kept-source.ts";
import { keepTransforms, type TransformList } from "./kept-transforms.ts";
import { keepUserMap, type UserMap } from "./kept-user-map.ts";
import { type LaneRow, mainLane, type PassOptions, passLane, removalLane } from "./lane-row.ts";
import { Ledger } from "./ledger.ts";
import { LeftOut } from "./left-out.ts";
import { Loading } from "./loading.ts";
import { lockWorkspace } from "./lock.ts";
import { Notes } from "./notes.ts";
import { Quarantine } from "./quarantine.ts";
import { Readings } from "./readings.ts";
import { type ReleasableLane, Release } from "./release.ts";
import { Removal } from "./removal.ts";
import { Resolution } from "./resolution.ts";
import { Samples } from "./samples.ts";
import { INDEXES, STEPS } from "./schema.ts";
import { Settled } from "./settled.ts";
import { Staging } from "./staging.ts";
import { Tallies } from "./tallies.ts";

const FILE = "workspace.sqlite";

/** What is staged may be read again; a ledger may lose nothing. */
const WRITE_THROUGH = "PRAGMA synchronous = FULL";

/** The folder and SQLite file of one pipeline: staged records, cursors, ledger, rejects, losses. */
export interface Workspace {
  readonly folder: string;
  readonly staging: Staging;
  readonly resolution: Resolution;
  readonly leftOut: LeftOut;
  readonly tallies: Tallies;
  readonly samples: Samples;
  /** What was planned before it was done. */
  readonly plans: KeptPlans;
  /**
   * Does work, and takes back all that it wrote. Memory stays flat: what does not fit there goes to the disk for as long
   * as it lasts. Not for staging, which writes on a thread of its own.
   */
  dryRun<T>(work: () => Promise<T>): Promise<T>;
  /** The part of the workspace that knows one target. */
  lane(target: string): TargetLane;
  /** The part that undoes what was brought there. Its requests share the quota of a class, as passes do. */
  removal(target: string, quotaClass: string): RemovalLane;
  readonly notes: Notes;
  /** The source's files, where they are copied. */
  readonly files: Files;
  readonly fileTallies: FileTallies;
  /** The part that knows one pass at that target. */
  passLane(target: string, pass: PassOptions): TargetLane;
  readonly readings: Readings;
  /**
   * Binds a new workspace to a source, and checks an old one. `mayMove`: the same account may be read from another file
   * than before. `asKept`: the option that gives it the name it was kept under, for the message. Returns whether it is
   * another file.
   * @throws ConfigError when it holds another source's records
   */
  keepTo(source: SourceName, options?: KeepOptions): Promise<boolean>;
  /** The source it is bound to, as it was named to `keepTo`. Missing: to none yet. */
  source(): Promise<string | undefined>;
  /**
   * The map of users that records are staged with: the one given now if nothing is staged yet.
   * @throws ConfigError when something was staged with another one
   */
  keepUserMap(given: UserMap | undefined): Promise<UserMap>;
  /**
   * Notes the transforms that records are staged with, if nothing is read yet.
   * @throws ConfigError when something was read with others
   */
  keepTransforms(given: TransformList): Promise<void>;
  /** Rejected records of a target, to be chosen and sent once more. One at a time. */
  release(target: string, lanes: readonly ReleasableLane[]): Promise<Release>;
  close(): Promise<void>;
}

export interface RemovalLane extends Omit<TargetLane, "settled"> {
  readonly removal: Removal;
}

export interface TargetLane {
  readonly ledger: Ledger;
  readonly loading: Loading;
  readonly settled: Settled;
}

/**
 * Opens the workspace in a folder for this process alone, making or migrating it where needed.
 *
 * @throws ConfigError when another process uses it, when a newer program made it, or when it is no workspace
 */
export async function openWorkspace(folder: string): Promise<Workspace> {
  makeFolder(folder);
  const lock = lockWorkspace(folder);
  const db = new Database(join(folder, FILE));
  try {
    checkFormat(db);
    db.exec(SETTINGS);
    migrate(db);
  } catch (error) {
    db.close();
    lock.release();
    throw error;
  }
  const staging = new Staging(db);
  return {
    folder,
    staging,
    resolution: new Resolution(db, staging),
    leftOut: new LeftOut(db),
    tallies: new Tallies(db),
    samples: new Samples(db),
    plans: new KeptPlans(db),
    dryRun: async (work) => {
      await staging.rest();
      db.exec(INDEXES);
      return await db.dryRun(work);
    },
    lane: (target) => openLane(db, mainLane(db, target)),
    removal: (target, quotaClass) => {
      const row = removalLane(db, target, quotaClass);
      const { loading } = openLane(db, mainLane(db, target));
      return { removal: new Removal(db, row), ledger: new Ledger(db, row), loading };
    },
    notes: new Notes(db),
    files: new Files(db),
    fileTallies: new FileTallies(db),
    passLane: (target, pass) => openLane(db, passLane(db, target, pass)),
    readings: new Readings(db),
    keepTo: async (source, options = { mayMove: false }) => keepTo(db, { folder, source, ...options }),
    source: async () => sourceOf(db),
    keepUserMap: async (given) => keepUserMap(db, folder, given),
    keepTransforms: async (given) => keepTransforms(db, folder, given),
    release: async (target, lanes) => openRelease(db, target, lanes),
    close: async () => {
      await staging.rest();
      db.close();
      lock.release();
    },
  };
}

/** A workspace that is only looked at. */
export interface WorkspaceReader {
  readonly tallies: Tallies;
  readonly history: History;
  readonly samples: Samples;
  readonly plans: KeptPlans;
  readonly notes: Notes;
  readonly quarantine: Quarantine;
  readonly fileTallies: FileTallies;
  close(): Promise<void>;
}

/** Whether there is a workspace in a folder. */
export function isWorkspace(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/**
 * Reads a workspace that another process may be writing. One of an older format is migrated first.
 *
 * @throws ConfigError when there is none, when a newer program made it, or when an older one is at work on it
 */
export async function readWorkspace(folder: string): Promise<WorkspaceReader> {
  const path = join(folder, FILE);
  if (!isWorkspace(folder)) throw new ConfigError(`There is no workspace in "${folder}". Name one with --workspace.`);
  let db = new Database(path, { readOnly: true });
  if (checkFormat(db) < STEPS.length) {
    db.close();
    await (await openWorkspace(folder)).close();
    db = new Database(path, { readOnly: true });
  }
  return {
    tallies: new Tallies(db),
    history: new History(db),
    samples: new Samples(db),
    plans: new KeptPlans(db),
    notes: new Notes(db),
    quarantine: new Quarantine(db),
    fileTallies: new FileTallies(db),
    close: async () => db.close(),
  };
}

function openLane(db: Database, lane: LaneRow): TargetLane {
  // A dry run is one transaction, which neither goes with, and keeps nothing.
  if (!db.isDry) {
    db.exec(WRITE_THROUGH);
    db.exec(INDEXES);
  }
  return { ledger: new Ledger(db, lane), loading: new Loading(db, lane), settled: new Settled(db, lane) };
}

function openRelease(db: Database, target: string, lanes: readonly ReleasableLane[]): Release {
  db.exec(WRITE_THROUGH);
  db.exec(INDEXES);
  return new Release(db, target, lanes);
}

/** For its owner alone: it will hold other people's conversations. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ConfigError(
      `The workspace folder "${folder}" cannot be made (${why}). Name another one with --workspace.`,
      { cause },
    );
  }
}

function migrate(db: Database): void {
  const version = checkFormat(db);
  for (const [index, step] of STEPS.entries()) {
    if (index < version) continue;
    db.transaction(() => db.exec(`${step}; PRAGMA user_version = ${index + 1}`));
  }
}

function checkFormat(db: Database): number {
  const version = formatOf(db);
  if (version > STEPS.length) {
    throw new ConfigError(
      `The workspace "${db.path}" has format ${version}; this program knows formats up to ${STEPS.length}. Use the newer program that made it, or name another workspace with --workspace.`,
    );
  }
  return version;
}

function formatOf(db: Database): number {
  try {
    return db.count("PRAGMA user_version");
  } catch (cause) {
    throw new ConfigError(
      `"${db.path}" is not a workspace: it is no SQLite file, or a damaged one. Name another workspace with --workspace.`,
      { cause },
    );
  }
}
