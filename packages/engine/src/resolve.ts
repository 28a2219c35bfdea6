import { type ChatRecord, Conversation, KINDS, type Kind, Membership, User } from "@chat-etl/model";
import { type AnySink, ConfigError } from "@chat-etl/sdk";
import type { Resolution } from "@chat-etl/store";
import type { OnEvent } from "./events.ts";

/** Who speaks when nobody does. No platform's own ids look like this. */
export const SYSTEM_USER_ID = "etl:system";

/** Fills the gaps between the staged records: unknown authors, members and conversations, joins, facts. */
export async function resolve(resolution: Resolution, onEvent: OnEvent): Promise<void> {
  await resolution.fillGaps({
    user: (id) => User.parse({ kind: "user", id, type: "placeholder", displayName: id }),
    conversation: (id) => Conversation.parse({ kind: "conversation", id, type: "group", isPlaceholder: true }),
    membership: formerMember,
    systemUser,
  });
  await tellLostMessages(resolution, onEvent);
}

/**
 * Adds the system's user for messages that have an author and yet are said by him, if the target is such a one. Not a
 * part of `resolve`, which is done once: a workspace may be loaded with other options later.
 */
export async function addSystemUserFor(sink: AnySink, config: unknown, resolution: Resolution): Promise<void> {
  if (sink.capabilities.systemUserSaysAll?.(config)) await resolution.addSystemUser(systemUser());
}

function systemUser(): User {
  return User.parse({ kind: "user", id: SYSTEM_USER_ID, type: "system", displayName: "System" });
}

/** Wrote here, but is not listed: has left, or was a guest. */
function formerMember(place: {
  readonly conversationId: string;
  readonly userId: string;
  readonly firstMessageAt: number;
}): ChatRecord<"membership"> {
  return Membership.parse({
    kind: "membership",
    conversationId: place.conversationId,
    userId: place.userId,
    state: "former",
    evidence: "author",
    joinedAt: place.firstMessageAt,
    joinedAtIsEstimated: true,
  });
}

async function tellLostMessages(resolution: Resolution, onEvent: OnEvent): Promise<void> {
  const { count, sample } = await resolution.lostLastMessages();
  if (count === 0) return;
  onEvent({
    event: "notice",
    code: "source-incomplete",
    message: `${count} conversations (one is "${sample}") name a last message that the source did not give: it is incomplete, or a message was deleted while it was read. Compare the numbers with the source before you rely on this run.`,
  });
}

/**
 * Makes sure that the sink's ids keep apart what the source keeps apart.
 *
 * @throws ConfigError when two ids of one kind become one
 */
export async function checkTargetIds(resolution: Resolution, sink: AnySink): Promise<void> {
  for (const kind of KINDS) {
    const fit = sink.targetId?.[kind];
    const pair = fit && (await resolution.collision(kind, fit));
    if (pair) throw collision(kind, pair, sink.name);
  }
}

function collision(kind: Kind, [one, other]: readonly [string, string], sink: string): ConfigError {
  return new ConfigError(
    `The ${kind} ids "${one}" and "${other}" would become one id in ${sink}, so nothing was sent. Rename one of them in the source.`,
  );
}
