import type { EpochMs } from "@chat-etl/model";

/**
 * Under this key stands what a target is sent of attachments from an instant on. The keys of a target are in the order of
 * their times.
 */
export function policyKey(target: string, at: EpochMs): string {
  return `attachments ${JSON.stringify(target)} ${String(Math.trunc(at)).padStart(16, "0")}`;
}
