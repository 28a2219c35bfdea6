import type { HttpClient } from "@chat-etl/io";
import type { AnyPass, PassSender } from "@chat-etl/sdk";
import { hasSystemUser, type TalkjsSinkConfig } from "../sink-config.ts";
import { leave, readOnly, reads, systemLeave } from "./participants.ts";
import { reactions } from "./reactions.ts";
import { callSender, reactionSender } from "./senders.ts";

/** All there are, in the order they run. */
export const EVERY_PASS: readonly AnyPass[] = [reads, reactions, systemLeave, leave, readOnly];

/** What the operator named, and behind it what the load itself needs: who was let in for it leaves again. */
export function passesFor(config: TalkjsSinkConfig): readonly AnyPass[] {
  const asked = [reads, reactions].filter(({ name }) => config.passes.some((pass) => pass === name));
  return [...asked, ...(hasSystemUser(config) ? [systemLeave] : []), leave, readOnly];
}

/** How each pass is sent. */
export function passSenders(http: HttpClient): Readonly<Record<string, PassSender>> {
  const calls = callSender(http);
  return {
    [reads.name]: calls,
    [reactions.name]: reactionSender(http),
    [systemLeave.name]: calls,
    [leave.name]: calls,
    [readOnly.name]: calls,
  };
}
