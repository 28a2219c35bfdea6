import type { Database } from "./database.ts";
import { policyKey } from "./kept-policy.ts";
import { NAME } from "./name-of-record.ts";

/** Where the files of the source's messages stand. */
export interface FileCounts {
  /** Files, each once, however many messages have it. */
  readonly total: number;
  /** Hosts that they lie at. */
  readonly hosts: number;
  readonly copied: number;
  /** Of what was copied; equal files count once. */
  readonly bytes: number;
  /** Those that could not be had, by code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Those without a verdict. */
  readonly open: number;
}

/** Files that could not be had, with one reason. */
export interface FailedFiles {
  readonly code: string;
  /** That of one of them. */
  readonly message: string;
  readonly count: number;
  readonly host: string;
  /** Where a message was read that has one of them. */
  readonly origin: string;
  /** Another try will not mend them. */
  readonly isLasting: boolean;
}

const LINKED = `SELECT DISTINCT json_extract(item.value, '$.url') AS url FROM record AS r
  CROSS JOIN json_each(CASE WHEN json_valid(r.json) THEN r.json ELSE '{}' END, '$.attachments') AS item
  WHERE r.kind = 3 AND instr(r.json, '"attachments":[{') > 0 AND json_extract(item.value, '$.kind') <> 'link'
  AND json_extract(item.value, '$.url') LIKE 'http%'`;

const FAILED = `SELECT code, min(message) AS message, count(*) AS count, host, min(${NAME}) AS origin, lasting
  FROM file CROSS JOIN record AS r ON r.seq = file.seq WHERE status = 'failed' GROUP BY code, host ORDER BY 3 DESC`;

/** Counts files. Only reads. */
export class FileTallies {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of the files that were to be copied. Missing: none ever was. */
  async counts(): Promise<FileCounts | undefined> {
    const rows = this.#db.all("SELECT status, code, count(*) AS count FROM file GROUP BY status, code");
    if (rows.length === 0) return undefined;
    const of = (wanted: string) => rows.filter(({ status }) => status === wanted);
    const sum = (some: typeof rows) => some.reduce((all, { count }) => all + Number(count), 0);
    return {
      total: sum(rows),
      hosts: this.#db.count("SELECT count(DISTINCT host) FROM file WHERE host <> ''"),
      copied: sum(of("copied")),
      bytes: this.#db.count("SELECT sum(size) FROM (SELECT DISTINCT key, size FROM file WHERE status = 'copied')"),
      failed: Object.fromEntries(of("failed").map(({ code, count }) => [String(code), Number(count)])),
      open: sum(of("open")),
    };
  }

  /** What a target was last sent of attachments: JSON. Missing: nothing was kept. */
  async lastPolicy(target: string): Promise<string | undefined> {
    const sql = "SELECT value FROM meta WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1";
    const row = this.#db.get(sql, policyKey(target, 0), policyKey(target, Number.MAX_SAFE_INTEGER));
    return row && String(row.value);
  }

  /** Files that the staged messages link to, each once, and at how many hosts they lie. */
  async linked(): Promise<{ readonly files: number; readonly hosts: number }> {
    const hosts = new Set<string>();
    let files = 0;
    for (const { url } of this.#db.each(LINKED)) {
      const host = URL.parse(String(url))?.host;
      if (host === undefined) continue;
      files += 1;
      hosts.add(host);
    }
    return { files, hosts: hosts.size };
  }

  /** What could not be had, by code and host. Never an address: it may hold a key. */
  async failed(): Promise<readonly FailedFiles[]> {
    return this.#db.all(FAILED).map((row) => ({
      code: String(row.code),
      message: String(row.message),
      count: Number(row.count),
      host: String(row.host),
      origin: String(row.origin),
      isLasting: row.lasting === 1,
    }));
  }
}
