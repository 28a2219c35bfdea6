import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import { Database, SETTINGS } from "./database.ts";
import { keepUserMap, type UserMap } from "./kept-user-map.ts";
import { type LaneRow, mainLane, type PassOptions, passLane } from "./lane-row.ts";
import { Ledger } from "./ledger.ts";
import { Loading } from "./loading.ts";
import { lockWorkspace } from "./lock.ts";
import { Quarantine } from "./quarantine.ts";
import { type ReleasableLane, Release } from "./release.ts";
import { Resolution } from "./resolution.ts";
import { INDEXES, STEPS } from "./schema.ts";
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
  readonly tallies: Tallies;
  /** The part of the workspace that knows one target. */
  lane(target: string): TargetLane;
  /** The part that knows one pass at that target. */
  passLane(target: string, pass: PassOptions): TargetLane;
  /**
   * Binds a new workspace to a source, and checks an old one.
   * @throws ConfigError when it holds another source's records
   */
  keepTo(source: string): Promise<void>;
  /**
   * The map of users that records are staged with: the one given now if nothing is staged yet.
   * @throws ConfigError when something was staged with another one
   */
  keepUserMap(given: UserMap | undefined): Promise<UserMap>;
  /** Rejected records of a target, to be chosen and sent once more. One at a time. */
  release(target: string, lanes: readonly ReleasableLane[]): Promise<Release>;
  close(): Promise<void>;
}

export interface TargetLane {
  readonly ledger: Ledger;
  readonly loading: Loading;
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
    tallies: new Tallies(db),
    lane: (target) => openLane(db, mainLane(db, target)),
    passLane: (target, pass) => openLane(db, passLane(db, target, pass)),
    keepTo: async (source) => keepTo(db, folder, source),
    keepUserMap: async (given) => keepUserMap(db, folder, given),
    release: async (target, lanes) => openRelease(db, target, lanes),
    close: async () => {
      await staging.rest();
      db.close();
      lock.release();
    },
  };
}

/** What can be asked of a workspace that others may write. */
export interface ReadWorkspace {
  readonly tallies: Tallies;
  readonly quarantine: Quarantine;
  close(): Promise<void>;
}

/**
 * Reads a workspace that another process may be writing. One of an older format is migrated first.
 *
 * @throws ConfigError when there is none, when a newer program made it, or when an older one is at work on it
 */
export async function readWorkspace(folder: string): Promise<ReadWorkspace> {
  const path = join(folder, FILE);
  if (!existsSync(path)) throw new ConfigError(`There is no workspace in "${folder}". Name one with --workspace.`);
  let db = new Database(path, { readOnly: true });
  if (checkFormat(db) < STEPS.length) {
    db.close();
    await (await openWorkspace(folder)).close();
    db = new Database(path, { readOnly: true });
  }
  return { tallies: new Tallies(db), quarantine: new Quarantine(db), close: async () => db.close() };
}

function openLane(db: Database, lane: LaneRow): TargetLane {
  db.exec(WRITE_THROUGH);
  db.exec(INDEXES);
  return { ledger: new Ledger(db, lane), loading: new Loading(db, lane) };
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

function keepTo(db: Database, folder: string, source: string): void {
  db.run("INSERT INTO meta (key, value) VALUES ('source', ?) ON CONFLICT DO NOTHING", source);
  const kept = String(db.get("SELECT value FROM meta WHERE key = 'source'")?.value);
  if (kept === source) return;
  if (db.count("SELECT EXISTS (SELECT 1 FROM record)") === 0) {
    db.exec("DELETE FROM stream");
    db.run("UPDATE meta SET value = ? WHERE key = 'source'", source);
    return;
  }
  throw new ConfigError(
    `The workspace "${folder}" holds records of "${kept}", not of "${source}". Name another one with --workspace, or start it anew with --fresh.`,
  );
}
