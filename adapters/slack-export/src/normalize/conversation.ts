import { present, type RecordInput } from "@chat-etl/model";
import type { Derived, Normalized } from "@chat-etl/sdk";
import { plainText } from "../text/slack-text.ts";
import type { WireConversation } from "../wire.ts";
import { extraOf, without } from "./fields.ts";
import { type Known, type KnownConversation, type ListName, type Pin, userIdOf } from "./known.ts";
import { namesOf } from "./names.ts";
import { leftOutConversation, leftOutUser } from "./policies.ts";
import { createdAtOf, instantOf, messageIdAt, stampOf } from "./time.ts";
import { SLACKBOT, slackbot } from "./user.ts";

type Conversation = Extract<RecordInput, { kind: "conversation" }>;

/** Where an entry of an index stands. */
export interface ListPlace {
  readonly list: ListName;
  readonly workspace?: string | undefined;
  readonly known: Known;
}

/** Names of a group that are shown as its title; the others are counted. */
const NAMES_IN_TITLE = 8;

/** What only says how the exporting user saw it, or what other fields say already. */
const NOISE: ReadonlySet<string> = new Set([
  "last_read",
  "unread_count",
  "unread_count_display",
  "priority",
  "is_open",
  "is_channel",
  "is_group",
]);

/** A conversation of the index, with its members. Its kind follows from the file alone (sheet, sections 3 and 16). */
export function conversationOf(wire: WireConversation, { list, workspace, known }: ListPlace): Normalized {
  const { id, name, created, creator, is_archived, is_general, members, topic, purpose, pins, ...rest } = wire;
  const leftOut = leftOutConversation(knownConversationOf(wire, { list, workspace, origin: "" }), known.policies);
  if (leftOut) return { drop: leftOut };
  const people = peopleOf(members);
  const names = namesOf(known);
  return [
    {
      kind: "conversation",
      id,
      type: typeOf(list, people),
      // Third parties put private channels among the others. Sheet, section 3.2.
      visibility: list === "channels" && rest.is_private !== true ? "public" : "private",
      ...present("title", titleOf(list, { name, people, known })),
      ...present("topic", plainText(topic?.value ?? "", names).text),
      ...present("description", plainText(purpose?.value ?? "", names).text),
      ...present("createdAt", createdAtOf(created)),
      ...present("creatorId", creator ? userIdOf(creator, known) : undefined),
      isArchived: is_archived,
      ...extraOf({
        ...without(rest, NOISE),
        isGeneral: is_general,
        slackName: list === "mpims" ? name : undefined,
        titleIsSynthetic: list === "mpims" || (list === "dms" && people.length === 1),
        workspace,
        pins: (pins ?? []).filter((pin) => pin !== null).map((pin) => extraOf(pinOf(id, pin, known)).extra ?? {}),
        canvases: known.canvases.get(id),
      }),
    } satisfies Conversation,
    ...membersOf(wire, { known }),
    ...(people.includes(SLACKBOT) && !known.users.has(SLACKBOT)
      ? [{ derived: slackbot(known) } satisfies Derived]
      : []),
  ];
}

/** Who is listed as a member. None of a conversation that is left out. */
export function membersOf({ id, members }: WireConversation, { known }: Pick<ListPlace, "known">): RecordInput[] {
  const conversation = known.conversations.get(id);
  if (conversation && leftOutConversation(conversation, known.policies)) return [];
  return peopleOf(members)
    .filter((person) => leftOutUser(known.users.get(person), known) === undefined)
    .map((person) => ({ kind: "membership", conversationId: id, userId: userIdOf(person, known) }));
}

/** A folder that no index names: a conversation nobody describes. Sheet, sections 2.1 and 18.15. */
export function unlistedConversation(conversation: KnownConversation, { policies, canvases }: Known): Normalized {
  const leftOut = leftOutConversation(conversation, policies);
  if (leftOut) return { drop: leftOut };
  const { id, name, list, workspace } = conversation;
  const [, fileId, fileTitle] = /^FC[:_]?(F[A-Z0-9]+)(?:[:_](.+))?$/.exec(name) ?? [];
  return [
    {
      kind: "conversation",
      id,
      type: list === "file" ? "thread" : unlistedType(name),
      title: fileTitle ?? name,
      isPlaceholder: true,
      ...extraOf({ workspace, fileId, canvases: canvases.get(id) }),
    },
  ];
}

/** What its messages need to know. */
export function knownConversationOf(
  wire: WireConversation,
  { list, workspace, origin }: Pick<KnownConversation, "origin" | "workspace"> & { readonly list: ListName },
): KnownConversation {
  const { id, name, is_archived: isArchived, members, pins } = wire;
  const messagePins = (pins ?? []).filter((pin) => pin !== null).filter(({ type }) => type !== "F");
  return {
    id,
    list,
    name: name || id,
    workspace,
    isArchived,
    hasMembers: peopleOf(members).length > 0,
    pins: new Map(messagePins.flatMap((pin) => (pin.id ? [[stampOf(pin.id)?.ts ?? pin.id, pinned(pin)]] : []))),
    origin,
  };
}

function peopleOf(members: WireConversation["members"]): readonly string[] {
  return [...new Set((members ?? []).filter((member) => member !== ""))];
}

/** A note to oneself lists one member, or the same one twice. Sheet, section 3.2. */
function typeOf(list: ListName, people: readonly string[]): NonNullable<Conversation["type"]> {
  if (list === "dms") return people.length === 1 ? "self" : "direct";
  return list === "mpims" ? "group" : "channel";
}

function unlistedType(name: string): NonNullable<Conversation["type"]> {
  if (/^D[A-Z0-9]{8,}$/.test(name)) return "direct";
  return name.startsWith("mpdm-") ? "group" : "channel";
}

interface Titled {
  readonly name: string | null | undefined;
  readonly people: readonly string[];
  readonly known: Known;
}

/**
 * A group is called by its members: its own name is made of handles nobody sees. Notes to oneself are called so, as
 * elsewhere they may become a group. Sheet, sections 3.2 and 16.
 */
function titleOf(list: ListName, { name, people, known }: Titled): string | undefined {
  const labels = people.slice(0, NAMES_IN_TITLE).map((person) => known.users.get(person)?.label ?? person);
  if (list === "dms") return people.length === 1 ? `${labels.join()} (notes to self)` : undefined;
  if (list !== "mpims" || people.length === 0) return name ?? undefined;
  const more = people.length - labels.length;
  return more > 0 ? `${labels.join(", ")} and ${more} more` : labels.join(", ");
}

type WirePin = NonNullable<NonNullable<WireConversation["pins"]>[number]>;

/** `C` is a message, `F` a file. Times are words in exports of 2016, numbers later. Sheet, section 3.2. */
function pinOf(conversationId: string, pin: WirePin, known: Known): Record<string, unknown> {
  const { pinnedBy, pinnedAt } = pinned(pin);
  const what = pin.type === "F" ? { fileId: pin.id } : { messageId: messageIdAt(conversationId, pin.id) };
  return { ...what, pinnedBy: pinnedBy === undefined ? undefined : userIdOf(pinnedBy, known), pinnedAt };
}

function pinned({ user, created }: WirePin): Pin {
  return { ...present("pinnedBy", user), ...present("pinnedAt", instantOf(created)) };
}
