import { ConfigError } from "@chat-etl/sdk";
import type { Database } from "./database.ts";

export interface KeepOptions {
  /** Whether the same account may be read from another file than before. */
  readonly mayMove: boolean;
  /** The option that gives a source the name of the one that is kept, for the message: `--source.name june`. */
  readonly asKept?: string | undefined;
}

/** What a workspace's records are read from. */
export interface SourceName {
  /** The account: `talkjs:myApp`. */
  readonly account: string;
  /** How it is read: the source's name. */
  readonly by: string;
  /** From which file, where there may be several. */
  readonly reads?: string | undefined;
}

/** The source that a workspace is bound to. Missing: to none yet. */
export function sourceOf(db: Database): string | undefined {
  const value = db.get("SELECT value FROM meta WHERE key = 'source'")?.value;
  return value === undefined ? undefined : String(value);
}

interface Keeping extends KeepOptions {
  readonly folder: string;
  readonly source: SourceName;
}

/** As `Workspace.keepTo`. @throws ConfigError when it holds another source's records */
export function keepTo(db: Database, { folder, source, mayMove, asKept }: Keeping): boolean {
  const name = nameOf(source);
  db.run("INSERT INTO meta (key, value) VALUES ('source', ?) ON CONFLICT DO NOTHING", name);
  const kept = String(db.get("SELECT value FROM meta WHERE key = 'source'")?.value);
  if (kept === name) return false;
  const isEmpty = db.count("SELECT EXISTS (SELECT 1 FROM record)") === 0;
  const hasMoved = kept.startsWith(nameOf({ ...source, reads: undefined }).slice(0, -1));
  const isSameFile = source.reads !== undefined && kept.endsWith(`, ${source.reads})`);
  if (!isEmpty && !(mayMove && hasMoved))
    throw otherSource(folder, { kept, name, hasMoved, isSameFile, mayMove, asKept });
  if (isEmpty) db.exec("DELETE FROM stream");
  db.run("UPDATE meta SET value = ? WHERE key = 'source'", name);
  return !isEmpty;
}

function nameOf({ account, by, reads }: SourceName): string {
  return `${account} (${by}${reads === undefined ? "" : `, ${reads}`})`;
}

interface Other extends KeepOptions {
  readonly kept: string;
  readonly name: string;
  readonly hasMoved: boolean;
  readonly isSameFile: boolean;
}

function otherSource(folder: string, { kept, name, hasMoved, isSameFile, mayMove, asKept }: Other): ConfigError {
  const again = mayMove || isSameFile ? undefined : "--delta";
  const options = [asKept, again].filter((option) => option !== undefined).join(" ");
  const same = `If it is another export of the same account, give ${options}: what is new is sent. Else name`;
  return new ConfigError(
    `The workspace "${folder}" holds records of "${kept}", not of "${name}". ${hasMoved || asKept !== undefined ? same : "Name"} another workspace with --workspace, or start this one anew with --fresh: either reads and sends all of it.`,
  );
}
