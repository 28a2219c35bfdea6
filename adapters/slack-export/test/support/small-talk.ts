import {
  type Draft,
  type DraftConversation,
  type DraftMessage,
  type MutableRaw,
  post,
  reply,
  someInstant,
} from "./draft.ts";
import { hostedFile } from "./files.ts";
import { sentenceOf } from "./invented.ts";
import { plainBlocks } from "./texts.ts";
import { HOUR, MINUTE, type Micros, SECOND, tsOf } from "./timestamps.ts";
import { FERRY_BOT, TEAM } from "./users.ts";

const EMOJI = ["+1", "boat", "tada", "heart", "wave::skin-tone-3", "northwind-logo"] as const;

/** Ordinary talk over all conversations: people, a bot, threads over days, broadcasts, reactions, files, edits. */
export function addSmallTalk(draft: Draft): void {
  const { conversations, settings } = draft;
  for (let number = 0; number < settings.messages; number++) {
    const conversation = conversations[number % conversations.length];
    if (conversation !== undefined) say(draft, conversation);
  }
}

function say(draft: Draft, conversation: DraftConversation): DraftMessage {
  const { random } = draft;
  const root = conversation.messages.length > 0 && random.chance(0.25) ? random.pick(conversation.messages) : undefined;
  const isRootFit = root !== undefined && root.raw.subtype === undefined && !isReply(root);
  if (isRootFit) return answer(draft, conversation, root);
  const at = someInstant(draft);
  if (conversation.kind === "public" && random.chance(0.1)) return saidByBot(draft, conversation, at);
  return post(conversation, at, saidByPerson(draft, conversation, at));
}

function isReply({ raw }: DraftMessage): boolean {
  return raw.thread_ts !== undefined && raw.thread_ts !== raw.ts;
}

/** §4: a reply may be days later, in the day file of its own day. */
function answer(draft: Draft, conversation: DraftConversation, root: DraftMessage): DraftMessage {
  const { random } = draft;
  const at = root.at + MINUTE + random.below(36 * HOUR);
  const fields = saidByPerson(draft, conversation, at);
  if (conversation.kind === "dm" || !random.chance(0.1)) return reply(conversation, root, at, fields);
  const { replies: _, ...copy } = root.raw;
  return reply(conversation, root, at, { ...fields, subtype: "thread_broadcast", root: copy });
}

/** What a person's client sends in 2026 (§5). */
function saidByPerson(draft: Draft, conversation: DraftConversation, at: Micros): MutableRaw {
  const { random } = draft;
  const members = membersOf(conversation);
  const user = random.pick(members);
  const words = sentenceOf((list) => random.pick(list), 3 + random.below(12));
  return {
    user,
    client_msg_id: uuidOf(random.below(2 ** 31), at),
    text: words,
    team: TEAM,
    user_team: TEAM,
    source_team: TEAM,
    user_profile: profileOf(draft, user),
    blocks: plainBlocks(words),
    ...(random.chance(0.2) ? { edited: { user, ts: tsOf(at - (at % SECOND) + 90 * SECOND) } } : {}),
    ...(random.chance(0.2) ? { reactions: reactionsOf(draft, members) } : {}),
    ...(random.chance(0.08) ? { files: [hostedFile(draft, { user, at })], upload: false } : {}),
  };
}

/** §5: the author as Slack showed him then. */
function profileOf(draft: Draft, userId: string): MutableRaw {
  const user = draft.users.find(({ id }) => id === userId);
  const profile = (user?.profile ?? {}) as MutableRaw;
  return {
    avatar_hash: profile.avatar_hash,
    image_72: profile.image_72,
    first_name: profile.first_name,
    real_name: profile.real_name,
    display_name: profile.display_name,
    team: TEAM,
    name: user?.name,
    is_restricted: false,
    is_ultra_restricted: false,
  };
}

function reactionsOf({ random }: Draft, members: readonly string[]): readonly MutableRaw[] {
  const names = EMOJI.filter(() => random.chance(0.3));
  return (names.length > 0 ? names : [EMOJI[0]]).map((name) => {
    const users = members.filter((_, index) => index === 0 || random.chance(0.3));
    return { name, users, count: users.length };
  });
}

/** §5: in 2026 a bot's message has both `user` and `bot_id`. */
function saidByBot(draft: Draft, conversation: DraftConversation, at: Micros): DraftMessage {
  const words = sentenceOf((list) => draft.random.pick(list), 4);
  return post(conversation, at, {
    user: FERRY_BOT.userId,
    text: words,
    bot_id: FERRY_BOT.botId,
    app_id: FERRY_BOT.appId,
    team: TEAM,
    bot_profile: botProfile(FERRY_BOT),
    blocks: plainBlocks(words),
  });
}

export function botProfile(bot: {
  readonly userId?: string;
  readonly botId: string;
  readonly appId: string;
  readonly name: string;
}): MutableRaw {
  return {
    id: bot.botId,
    app_id: bot.appId,
    ...(bot.userId === undefined ? {} : { user_id: bot.userId }),
    name: bot.name,
    icons: Object.fromEntries(
      [36, 48, 72].map((size) => [`image_${size}`, `https://avatars.slack-edge.com/bot_${size}.png`]),
    ),
    deleted: false,
    updated: 1_767_312_000,
    team_id: TEAM,
  };
}

function membersOf({ entry }: DraftConversation): readonly string[] {
  return ((entry?.members as readonly string[] | null | undefined) ?? []).filter((id) => !id.startsWith("U0FERRYBOT"));
}

function uuidOf(number: number, at: Micros): string {
  const hex = `${number.toString(16).padStart(8, "0")}${at.toString(16).padStart(24, "0")}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
