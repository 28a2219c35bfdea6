import { WireMessage } from "../wire.ts";
import { stampOf } from "./time.ts";

/**
 * A message that the log of deletions names, as what Slack leaves of a thread's beginning: a tombstone in its place.
 * Sheet, sections 6 and 14. Undefined: it is no entry of that log, or does not say which message.
 */
export function deletionOf({ subtype, ts, user, deleted_ts, previous_message }: WireMessage): WireMessage | undefined {
  const deletedTs = deleted_ts ?? previous_message?.ts;
  if (subtype !== "message_deleted" || stampOf(deletedTs) === undefined) return undefined;
  const text = "This message was deleted.";
  const log = { deletedAt: stampOf(ts)?.sentAt, deletedBy: user };
  return WireMessage.parse({
    subtype: "tombstone",
    ts: deletedTs,
    thread_ts: previous_message?.thread_ts,
    text,
    ...log,
  });
}
