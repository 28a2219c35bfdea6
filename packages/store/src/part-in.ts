/** What the ledger says behind the reason why a record was refused, if some of it went in nevertheless. */
export const PART_IN = " A part of it is in the target already.";
