import { type Draft, type DraftConversation, humans, idOf, type MutableRaw } from "./draft.ts";
import { CHANNELS } from "./invented.ts";
import { DAY, secondsOf } from "./timestamps.ts";
import { FERRY_BOT } from "./users.ts";
import type { WorldConversationKind } from "./world.ts";

/** Which index lists a kind of conversation, and how its ids begin (§3.2). */
export const INDEXES = { public: "channels", private: "groups", mpim: "mpims", dm: "dms" } as const;

/** Public channels, private ones, group DMs and DMs, as many as asked for. */
export function addBaseConversations(draft: Draft): void {
  const people = humans(draft);
  const { channels } = draft.settings;
  const others = Math.max(1, Math.floor(channels / 3));
  for (let number = 0; number < channels; number++) {
    const isGeneral = number === 0;
    const members = isGeneral ? [...people, FERRY_BOT.userId] : someOf(draft, people);
    addChannel(draft, "public", { name: channelName(number), members, more: { is_general: isGeneral } });
  }
  for (let number = 0; number < others; number++) {
    addChannel(draft, "private", { name: `crew-${number + 1}`, members: someOf(draft, people) });
  }
  for (let number = 0; number < others; number++) addMpim(draft, mpimMembers(people, number));
  for (let number = 0; number < others; number++) {
    const [one, other] = pairOf(people, number);
    addDm(draft, [one, other]);
  }
}

function channelName(number: number): string {
  return CHANNELS[number] ?? `${CHANNELS[number % CHANNELS.length]}-${Math.floor(number / CHANNELS.length)}`;
}

/** At least three, in index order. */
function someOf({ random }: Draft, people: readonly string[]): readonly string[] {
  return people.filter((_, index) => index < 3 || random.chance(0.6));
}

function mpimMembers(people: readonly string[], number: number): readonly string[] {
  return [0, 1, 2].map((step) => people[(number + step) % people.length] ?? "");
}

function pairOf(people: readonly string[], number: number): readonly [string, string] {
  return [people[number % people.length] ?? "", people[(number + 1) % people.length] ?? ""];
}

interface ChannelFields {
  readonly name: string;
  readonly members: readonly string[] | null;
  readonly more?: MutableRaw;
}

export function addChannel(
  draft: Draft,
  kind: "public" | "private",
  { name, members, more }: ChannelFields,
): DraftConversation {
  const id = nextId(draft, kind);
  const creator = humans(draft)[0] ?? "";
  const created = secondsOf(draft.start - 30 * DAY);
  const entry = {
    id,
    name,
    created,
    creator,
    is_archived: false,
    is_general: false,
    members: members === null ? null : [...members],
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: `All about ${name}.`, creator, last_set: created },
    ...more,
  };
  return addConversation(draft, { id, kind, entry, folder: name });
}

/** §3.2: a group DM's name is made of its members' handles. */
export function addMpim(draft: Draft, members: readonly string[], turn = 1): DraftConversation {
  const id = nextId(draft, "mpim");
  const handles = members.map((member) => draft.users.find((user) => user.id === member)?.name ?? member.toLowerCase());
  const name = `mpdm-${handles.join("--")}-${turn}`;
  const created = secondsOf(draft.start - 7 * DAY);
  const entry = {
    id,
    name,
    created,
    creator: members[0],
    is_archived: false,
    members: [...members],
    topic: { value: "", creator: "", last_set: 0 },
    purpose: {
      value: `Group messaging with: ${handles.map((handle) => `@${handle}`).join(" ")}`,
      creator: members[0],
      last_set: created,
    },
  };
  return addConversation(draft, { id, kind: "mpim", entry, folder: name });
}

/** §3.2: exactly three keys; the folder is the id. */
export function addDm(draft: Draft, members: readonly string[]): DraftConversation {
  const id = nextId(draft, "dm");
  const entry = { id, created: secondsOf(draft.start - 7 * DAY), members: [...members] };
  return addConversation(draft, { id, kind: "dm", entry, folder: id });
}

/** §2.1: a folder that no index names. Its folder is all the id it has. */
export function addFolder(draft: Draft, kind: "file" | "unknown", folder: string): DraftConversation {
  return addConversation(draft, { id: folder, kind, entry: undefined, folder });
}

function addConversation(
  draft: Draft,
  fields: Pick<DraftConversation, "id" | "kind" | "entry" | "folder">,
): DraftConversation {
  const conversation = { ...fields, team: undefined, messages: [], strays: [], taken: new Set<number>() };
  draft.conversations.push(conversation);
  return conversation;
}

/** §3: private channels are `G…` or `C…`, so that the kind cannot be read off the id. */
function nextId({ conversations }: Draft, kind: WorldConversationKind): string {
  const number = conversations.length + 1;
  if (kind === "dm") return idOf("D", number);
  if (kind === "mpim") return idOf(number % 2 === 0 ? "G" : "C", number);
  return idOf(kind === "private" && number % 2 === 0 ? "G" : "C", number);
}
