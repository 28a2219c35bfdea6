import type { EpochMs, Message } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { fileKeyOf, type NamedFile, sourceIn } from "./file-key.ts";
import { policyKey } from "./kept-policy.ts";
import { NAME } from "./name-of-record.ts";

/** A file that messages of the source have. */
export interface FoundFile extends NamedFile {
  /** Where it lies, with its port. Empty: in the export itself. */
  readonly host: string;
  /** Bytes, as the source says. */
  readonly sizeBytes?: number | undefined;
}

/** A file to be fetched, with a message that has it. */
export interface FileToFetch extends Pick<FoundFile, "source" | "host"> {
  readonly id: number;
  readonly record: Message;
  /** Where that message was read, for people. */
  readonly origin: string;
}

export interface CopiedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly type?: string | undefined;
  /** What the store calls it. */
  readonly key: string;
  /** Where it is had now. Missing: the sink takes the file itself. */
  readonly url?: string | undefined;
}

/** How verifying found a copy in its store: not there, or with other bytes. */
export type Damage = "missing" | "changed";

/** A copy that is not in its store as it was put there. */
export interface DamagedCopy {
  readonly copy: CopiedFile;
  /** Files of the source that have its bytes, each with a message: a few. */
  readonly files: readonly FileToFetch[];
}

export interface FailedFile {
  /** Another try will not mend it. */
  readonly isLasting: boolean;
  readonly code: string;
  readonly message: string;
}

/** What became of a file. */
export type FileVerdict =
  | ({ readonly status: "copied"; readonly at: EpochMs } & CopiedFile)
  | ({ readonly status: "failed"; readonly at: EpochMs } & FailedFile)
  | { readonly status: "open" };

const REGISTER = `
  INSERT INTO file (source, host, seq, declared, wanted) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (source) DO UPDATE SET wanted = excluded.wanted, seq = excluded.seq`;
const TO_FETCH = `(status = 'open' OR (status = 'failed' AND lasting = 0 AND file.at < wanted))`;
const NEXT = `SELECT file.id, source, host, json, ${NAME} AS origin FROM file CROSS JOIN record AS r ON r.seq = file.seq
  WHERE file.id > ? AND wanted = ? AND ${TO_FETCH} ORDER BY file.id LIMIT ?`;
/** Spread by multiplying: neighbours lie in one conversation, and so at one host. */
const SAMPLE = `SELECT file.id, source, host, json, ${NAME} AS origin FROM file CROSS JOIN record AS r ON r.seq = file.seq
  WHERE wanted = ? AND ${TO_FETCH} ORDER BY (file.id * 2654435761) % 4294967296 LIMIT ?`;
const WANTED = `SELECT count(*) AS files, count(DISTINCT nullif(host, '')) AS hosts, sum(declared) AS bytes,
  count(declared) AS sized FROM file WHERE wanted = ? AND ${TO_FETCH}`;
const MAY_MEND = `SELECT count(*) FROM file WHERE wanted = ?1 AND status = 'failed' AND lasting = 0 AND at >= ?1
  AND code NOT IN (SELECT value FROM json_each(?2))`;
const COPIED = `UPDATE file SET status = 'copied', tries = tries + 1, at = ?2, lasting = NULL, code = NULL, message = NULL,
  sha256 = ?3, size = ?4, type = ?5, key = ?6, url = ?7 WHERE id = ?1`;
const FAILED = `UPDATE file SET status = 'failed', tries = tries + 1, at = ?2, lasting = ?3, code = ?4, message = ?5
  WHERE id = ?1`;
const REOPEN = "UPDATE file SET status = 'open', code = NULL, message = NULL WHERE status = 'failed'";

/** A copy that is damaged keeps its verdict: messages were sent with its link. Why it is, stands in `code`. */
const DAMAGED = "status = 'copied' AND code IS NOT NULL";
const DAMAGE = "UPDATE file SET code = ?2 WHERE sha256 = ?1 AND status = 'copied' AND code IS NOT ?2";
const NEXT_DAMAGED = `SELECT DISTINCT sha256 FROM file WHERE ${DAMAGED} AND wanted >= ? AND sha256 > ? ORDER BY sha256 LIMIT ?`;
const WITH_BYTES = `SELECT file.*, json, ${NAME} AS origin FROM file CROSS JOIN record AS r ON r.seq = file.seq
  WHERE sha256 = ? AND status = 'copied' ORDER BY file.id LIMIT ?`;
/** Addresses that are tried for the bytes of one damaged copy. */
const ADDRESSES = 5;
const WANTED_COPIES = `SELECT * FROM file WHERE wanted = ? AND status = 'copied' AND id > ? ORDER BY id LIMIT 100`;

/** The files that are copied, and what became of each. Whatever a method did is on disk when it returns. */
export class Files {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes files known, and says that a run wants them. One that is known keeps its verdict. */
  async register(files: readonly FoundFile[], run: EpochMs): Promise<void> {
    this.#db.transaction(() => {
      for (const { host, sizeBytes, ...file } of files)
        this.#db.run(REGISTER, fileKeyOf(this.#db, file), host, file.seq, sizeBytes ?? null, run);
    });
  }

  /** The next files that a run wants and that have no verdict, or one that another try may mend. */
  async next(run: EpochMs, { after, limit }: { readonly after: number; readonly limit: number }) {
    return this.#db.all(NEXT, after, run, limit).map(toFetchOf);
  }

  /** Some of them, spread over all. */
  async sample(run: EpochMs, most: number): Promise<readonly FileToFetch[]> {
    return this.#db.all(SAMPLE, run, Number.isFinite(most) ? most : -1).map(toFetchOf);
  }

  /** All about those. `sized`: of which the source says how large they are. */
  async wanted(run: EpochMs) {
    const row = this.#db.get(WANTED, run);
    const [files, hosts, bytes, sized] = [row?.files, row?.hosts, row?.bytes, row?.sized].map((one) =>
      Number(one ?? 0),
    );
    return { files: files ?? 0, hosts: hosts ?? 0, bytes: bytes ?? 0, sized: sized ?? 0 };
  }

  /** How many of the files that a run wants failed in it by what time may mend, without some codes. */
  async mayMend(run: EpochMs, except: readonly string[]): Promise<number> {
    return this.#db.count(MAY_MEND, run, JSON.stringify(except));
  }

  /** Its bytes are in the store, under its key: no copy of them is damaged any more. */
  async copied(id: number, file: CopiedFile, at: EpochMs): Promise<void> {
    const { sha256, sizeBytes, type, key, url } = file;
    this.#db.transaction(() => {
      this.#db.run(COPIED, id, at, sha256, sizeBytes, type ?? null, key, url ?? null);
      this.#db.run(DAMAGE, sha256, null);
    });
  }

  /** Notes how a copy was found in its store. Missing: as it was put there. */
  async found(sha256: string, damage: Damage | undefined): Promise<void> {
    this.#db.run(DAMAGE, sha256, damage ?? null);
  }

  async isDamaged(sha256: string): Promise<boolean> {
    return this.#db.count(`SELECT count(*) FROM file WHERE sha256 = ? AND ${DAMAGED}`, sha256) > 0;
  }

  /** Copies that are damaged, one by one. @param run whose files alone are meant; missing: all */
  async *damaged(run: EpochMs = 0): AsyncGenerator<DamagedCopy, undefined> {
    for (let after = ""; ; ) {
      const hashes = this.#db.all(NEXT_DAMAGED, run, after, 100).map((row) => String(row.sha256));
      for (const hash of hashes) {
        const rows = this.#db.all(WITH_BYTES, hash, ADDRESSES);
        const [first] = rows;
        if (first !== undefined) yield { copy: copiedOf(first), files: rows.map(toFetchOf) };
      }
      const last = hashes.at(-1);
      if (last === undefined) return undefined;
      after = last;
    }
  }

  /** How many they are, and how large. */
  async countDamaged(run: EpochMs = 0): Promise<{ readonly files: number; readonly bytes: number }> {
    const sql = `SELECT count(*) AS files, sum(size) AS bytes FROM
      (SELECT DISTINCT sha256, size FROM file WHERE ${DAMAGED} AND wanted >= ?)`;
    const row = this.#db.get(sql, run);
    return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0) };
  }

  /** Copies of the files that a run wants, by page. */
  async *wantedCopies(run: EpochMs): AsyncGenerator<readonly CopiedFile[], void> {
    for (let after = 0; ; ) {
      const rows = this.#db.all(WANTED_COPIES, run, after);
      if (rows.length === 0) return;
      yield rows.map(copiedOf);
      after = Number(rows.at(-1)?.id);
    }
  }

  async failed(id: number, { isLasting, code, message }: FailedFile, at: EpochMs): Promise<void> {
    this.#db.run(FAILED, id, at, isLasting ? 1 : 0, code, message);
  }

  /** It turned out to be no file. */
  async forget(id: number): Promise<void> {
    this.#db.run("DELETE FROM file WHERE id = ?", id);
  }

  /** Takes back the verdict of what failed: those that a run wants, or all, which it wants then. */
  async reopen(run: EpochMs, choice: "wanted" | "all"): Promise<number> {
    const sql = choice === "all" ? `${REOPEN.replace("SET", "SET wanted = ?1,")}` : `${REOPEN} AND wanted = ?1`;
    return this.#db.run(sql, run).changes;
  }

  /** Takes back the verdict of those that failed in a run, at a host with a code. */
  async reopenAt(host: string, { code, run }: { readonly code: string; readonly run: EpochMs }): Promise<void> {
    this.#db.run(`${REOPEN} AND host = ? AND code = ? AND wanted = ? AND at >= wanted`, host, code, run);
  }

  /** A copy of the same bytes. */
  async withBytes(sha256: string): Promise<CopiedFile | undefined> {
    const row = this.#db.get("SELECT * FROM file WHERE sha256 = ? AND status = 'copied' LIMIT 1", sha256);
    return row && copiedOf(row);
  }

  /** Missing: the file is not known. */
  async verdict(file: NamedFile): Promise<FileVerdict | undefined> {
    return this.#verdictAt(fileKeyOf(this.#db, file));
  }

  /** The same, by an address, whichever messages have it. */
  async verdictOn(address: string): Promise<FileVerdict | undefined> {
    return this.#verdictAt(address);
  }

  #verdictAt(key: string): FileVerdict | undefined {
    const row = this.#db.get("SELECT * FROM file WHERE source = ?", key);
    return row && verdictOf(row);
  }

  /** Bytes of all copies, those of equal files once. */
  async storedBytes(): Promise<number> {
    const sql = "SELECT sum(size) FROM (SELECT DISTINCT key, size FROM file WHERE status = 'copied')";
    return this.#db.count(sql);
  }

  /** The copies that some of the messages have, equal files once, by page. @param share of the conversations, by hash */
  async *copies(share: number): AsyncGenerator<readonly (CopiedFile & { readonly origin: string })[], void> {
    const sql = `SELECT file.*, ${NAME} AS origin FROM file CROSS JOIN record AS r ON r.seq = file.seq
      WHERE file.id > ? AND status = 'copied' AND shard < ?
      AND NOT EXISTS (SELECT 1 FROM file AS same WHERE same.sha256 = file.sha256 AND same.id < file.id) ORDER BY file.id LIMIT 100`;
    for (let after = 0; ; ) {
      const rows = this.#db.all(sql, after, share * 2 ** 32);
      if (rows.length === 0) return;
      yield rows.map((row) => ({ ...copiedOf(row), origin: String(row.origin) }));
      after = Number(rows.at(-1)?.id);
    }
  }

  /** What a target is sent of attachments from an instant on: JSON. Kept where it is another than before. */
  async keepPolicy(target: string, at: EpochMs, policy: string): Promise<void> {
    if ((await this.policyAt(target, at)) === policy) return;
    this.#db.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", policyKey(target, at), policy);
  }

  /** Missing: nothing was kept by then. */
  async policyAt(target: string, at: EpochMs): Promise<string | undefined> {
    const sql = "SELECT value FROM meta WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1";
    const row = this.#db.get(sql, policyKey(target, 0), policyKey(target, at));
    return row && String(row.value);
  }
}

function toFetchOf(row: Row): FileToFetch {
  return {
    id: Number(row.id),
    source: sourceIn(String(row.source)),
    host: String(row.host),
    record: JSON.parse(String(row.json)),
    origin: String(row.origin),
  };
}

function verdictOf(row: Row): FileVerdict {
  const at = Number(row.at);
  if (row.status === "copied") return { status: "copied", at, ...copiedOf(row) };
  if (row.status !== "failed") return { status: "open" };
  const { code, message, lasting } = row;
  return { status: "failed", at, code: String(code), message: String(message), isLasting: lasting === 1 };
}

function copiedOf({ sha256, size, type, key, url }: Row): CopiedFile {
  return {
    sha256: String(sha256),
    sizeBytes: Number(size),
    key: String(key),
    ...(typeof type === "string" ? { type } : {}),
    ...(typeof url === "string" ? { url } : {}),
  };
}
