import { DatabaseSync, StatementSync } from "node:sqlite";
import type { Fate } from "./fate.ts";

/** Reaches the steps that are on disk: a batch begins and settles in one transaction each, which its first statement names. */
export function watchDatabase(fate: Fate): void {
  let under: "begin" | "settle" | undefined;
  const { run } = StatementSync.prototype;
  StatementSync.prototype.run = function (this: StatementSync, ...values: Parameters<typeof run>) {
    const first = under === undefined ? transactionOf(this.sourceSQL) : undefined;
    if (first) {
      under = first;
      fate.reach(`before ${first}`);
    }
    return run.apply(this, values);
  } as typeof run;

  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    exec.call(this, sql);
    if (sql !== "COMMIT" && sql !== "ROLLBACK") return;
    const done = under;
    under = undefined;
    if (done && sql === "COMMIT") fate.reach(`after ${done}`);
  };
}

function transactionOf(sql: string): "begin" | "settle" | undefined {
  if (sql.trimStart().startsWith("INSERT INTO batch")) return "begin";
  return /^\s*(?:INSERT INTO ledger|DELETE FROM batch)/.test(sql) ? "settle" : undefined;
}
