import { present } from "@chat-etl/model";
import type { Derived } from "@chat-etl/sdk";
import type { WireMessage } from "../wire.ts";
import type { Author } from "./author.ts";
import type { MessagePlace } from "./known.ts";
import { archivedMembership, authorMembership, joinedMembership, leftMembership } from "./membership.ts";
import { leftOutUser } from "./policies.ts";

interface Told {
  readonly message: WireMessage;
  readonly sentAt: number;
  readonly event: string | undefined;
  readonly author: Author;
  readonly place: MessagePlace;
}

/** What a message tells beside itself, for where no index does: who wrote it, who belonged to the conversation, when. */
export function broughtAlong({ message, sentAt, event, author, place }: Told): readonly Derived[] {
  const { slackId, snapshot } = author;
  return [
    ...(snapshot === undefined ? [] : [{ derived: snapshot }]),
    ...(slackId === null ? [] : [membershipOf({ message, sentAt, event, slackId, place })]),
    ...(event === "archived" ? archived(message, sentAt, place) : []),
  ];
}

function membershipOf({ message, sentAt, event, slackId, place }: Omit<Told, "author"> & { readonly slackId: string }) {
  if (event === "member_left") return leftMembership(slackId, place, sentAt);
  if (event !== "member_joined") return authorMembership(slackId, place);
  return joinedMembership(slackId, place, { at: sentAt, ...present("inviter", message.inviter) });
}

/** The only word on who was in an archived channel, and on when that was. Sheet, sections 6 and 14. */
function archived({ members }: WireMessage, sentAt: number, place: MessagePlace): readonly Derived[] {
  const { conversation, known } = place;
  const { id, isArchived, hasMembers, name, list } = conversation;
  const people = hasMembers ? [] : [...new Set(members ?? [])].filter((member) => member !== "");
  const kept = people.filter((member) => leftOutUser(known.users.get(member), known) === undefined);
  const isListed = list !== "unlisted" && list !== "file";
  return [
    ...kept.map((member) => archivedMembership(member, place)),
    ...(isArchived && isListed
      ? [{ derived: { kind: "conversation", id, type: "channel", title: name, archivedAt: sentAt } } as const]
      : []),
  ];
}
