import { present, type RecordInput } from "@chat-etl/model";
import type { Derived } from "@chat-etl/sdk";
import { type MessagePlace as Place, userIdOf } from "./known.ts";

/** Wrote here. Where the index names members and not him, he is none any more. Sheet, section 16. */
export function authorMembership(slackId: string, { conversation, known }: Place): Derived {
  return derived({ slackId, conversation, known }, { evidence: "author" });
}

/** Joined here, as a message tells. */
export function joinedMembership(slackId: string, place: Place, join: { at: number; inviter?: string }): Derived {
  const { at, inviter } = join;
  const invitedBy = inviter === undefined ? {} : { extra: { invitedBy: userIdOf(inviter, place.known) } };
  return derived({ slackId, ...place }, { evidence: "join_event", joinedAt: at, ...invitedBy });
}

/** Left, as a message tells. */
export function leftMembership(slackId: string, place: Place, at: number): Derived {
  return derived({ slackId, ...place }, { evidence: "join_event", leftAt: at, state: "former" });
}

/** Was a member when the channel was archived; its index entry names none any more. Sheet, section 6. */
export function archivedMembership(slackId: string, place: Place): Derived {
  return derived({ slackId, ...place }, { evidence: "listed", state: "active" });
}

type Membership = Extract<RecordInput, { kind: "membership" }>;

function derived(
  { slackId, conversation, known }: Place & { readonly slackId: string },
  fields: Partial<Membership>,
): Derived {
  return {
    derived: {
      kind: "membership",
      conversationId: conversation.id,
      userId: userIdOf(slackId, known),
      state: conversation.hasMembers ? "former" : "active",
      ...present("evidence", fields.evidence),
      ...fields,
    },
  };
}
