/**
 * Whether a target has the record with the number `seq`, or may have it: settled there and not rejected, brought by a
 * pass, or in the air when a run ended. `implied` counts too: a pair's members carry its messages.
 */
export function atTarget(seq: string): string {
  return `(EXISTS (
    SELECT 1 FROM lane CROSS JOIN ledger ON ledger.lane = lane.id AND ledger.seq = ${seq}
    WHERE status IN ('written', 'duplicate') OR (status = 'implied' AND pass IS NULL)
  ) OR EXISTS (SELECT 1 FROM batch CROSS JOIN json_each(records) AS item WHERE item.value = ${seq}))`;
}

/** Forgets what became of records that no target has. @param seqs their numbers: a query, or a parameter in brackets */
export function forgetOutcomes(seqs: string): readonly string[] {
  return [
    `DELETE FROM ledger WHERE lane IN (SELECT id FROM lane) AND seq IN ${seqs}`,
    `DELETE FROM loss_sample WHERE seq IN ${seqs}`,
  ];
}
