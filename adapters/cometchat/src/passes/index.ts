import type { AnyPass, PassSender } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { descriptions, reads, scopes } from "./groups.ts";
import { pins, reactions } from "./messages.ts";
import { PASS_NAMES, type PassName } from "./names.ts";
import { blocks, deactivation, friends, roles, statuses } from "./people.ts";
import { replySender } from "./reply-sender.ts";
import { callSender, onceSender } from "./senders.ts";
import { threads } from "./threads.ts";

const PASSES = {
  roles,
  statuses,
  descriptions,
  scopes,
  friends,
  threads,
  reactions,
  pins,
  reads,
  blocks,
  deactivation,
} as const satisfies Readonly<Record<PassName, AnyPass>>;

/** All there are, in the order they run. */
export const EVERY_PASS: readonly AnyPass[] = PASS_NAMES.map((name) => PASSES[name]);

/** The passes that the operator named, in the order they run whatever order they were named in. */
export function passesFor({ passes }: CometchatSinkConfig): readonly AnyPass[] {
  return PASS_NAMES.filter((name) => passes.includes(name)).map((name) => PASSES[name]);
}

/** How each pass is sent. `importMessages`: the import of messages. */
export function passSenders(parts: Parameters<typeof replySender>[0]): Readonly<Record<PassName, PassSender>> {
  const { http } = parts;
  const calls = callSender(http);
  const senders = Object.fromEntries(PASS_NAMES.map((name) => [name, calls])) as Record<PassName, PassSender>;
  return { ...senders, roles: onceSender(http), threads: replySender(parts) };
}
