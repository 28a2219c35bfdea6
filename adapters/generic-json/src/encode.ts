import type { ChatRecord } from "@chat-etl/model";
import type { EncodeContext, Encoded } from "@chat-etl/sdk";

/** A record as it is, and whose it is: an archive keeps to one source. */
export interface ArchivedRecord {
  readonly record: ChatRecord;
  readonly source: string;
}

/** Nothing is lost, and nothing refused: the archive holds what the workspace does. */
export function encodeRecord(
  record: ChatRecord,
  { source }: Pick<EncodeContext<unknown>, "source">,
): Encoded<ArchivedRecord> {
  return { send: [{ record, source }] };
}
