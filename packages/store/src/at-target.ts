import { PART_IN } from "./part-in.ts";

/**
 * Whether a target has the record with the number `seq`, or may have it: settled there and not rejected, brought by a
 * pass, in the air when a run ended, or to be removed when an undo was killed. `implied` counts too: a pair's members
 * carry its messages. So does what was rejected when a part of it was in.
 */
export function atTarget(seq: string): string {
  return `(EXISTS (
    SELECT 1 FROM lane CROSS JOIN ledger ON ledger.lane = lane.id AND ledger.seq = ${seq}
    WHERE status IN ('written', 'duplicate', 'removing') OR (status = 'implied' AND pass IS NULL)
    OR substr(message, -${PART_IN.length}) = '${PART_IN}'
  ) OR EXISTS (SELECT 1 FROM batch CROSS JOIN json_each(records) AS item WHERE item.value = ${seq}))`;
}

/** Forgets what became of records that no target has. @param seqs their numbers: a query, or a parameter in brackets */
export function forgetOutcomes(seqs: string): readonly string[] {
  return [
    `DELETE FROM ledger WHERE lane IN (SELECT id FROM lane) AND seq IN ${seqs}`,
    `DELETE FROM loss_sample WHERE seq IN ${seqs}`,
  ];
}

/** Leaves out records that no target has, with all that is known of them. @param seqs as `forgetOutcomes` */
export function forgetRecords(seqs: string): readonly string[] {
  return [
    ...forgetOutcomes(seqs),
    `DELETE FROM change WHERE seq IN ${seqs}`,
    `DELETE FROM record WHERE seq IN ${seqs}`,
  ];
}
