import type { Summary } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import Table from "cli-table3";
import { formatCount } from "./format.ts";
import { groupsText } from "./groups-text.ts";

/** What the last reading of a source found to be other than before, for people; nothing if it was read once only. */
export function deltaText(delta: Summary["delta"]): readonly string[] {
  if (delta === undefined) return [];
  const since = delta.since === undefined ? "" : `, only what came since ${new Date(delta.since).toISOString()}`;
  const title = `Reading ${delta.reading} of the source, begun ${new Date(delta.beganAt).toISOString()}${since}:`;
  if (!delta.done) return ["", `${title} not at its end yet.`, ...groupsText("Changed at the source", delta.changes)];
  const columns = ["new", "equal", "changed", "gone"];
  const table = new Table({
    head: ["", ...columns],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...columns.map(() => "right" as const)],
  });
  for (const kind of KINDS) {
    const { fresh, equal, changed, vanished } = delta.kinds[kind];
    table.push([kind, ...[fresh, equal, changed, vanished].map(formatCount)]);
  }
  return ["", title, table.toString(), ...groupsText("Changed at the source", delta.changes)];
}
