import {
  conversationOf,
  type Draft,
  type DraftConversation,
  type DraftMessage,
  type Expected,
  humans,
  place,
  post,
  someInstant,
} from "./draft.ts";
import { hostedFile } from "./files.ts";
import type { Raw } from "./json.ts";
import type { Subtype } from "./options.ts";
import { roomOf, type Scene, SPECIAL } from "./subtype-scenes.ts";
import { secondsOf } from "./timestamps.ts";
import { FERRY_BOT, SLACKBOT } from "./users.ts";

interface Written extends Expected {
  readonly fields: Raw;
}

/** Puts one message of the subtype, or one event of it, into a fitting conversation (§6). */
export function addSubtype(draft: Draft, subtype: Subtype): void {
  const conversation = homeOf(draft, subtype);
  const [user = "", other = ""] = humans(draft);
  const scene = { draft, conversation, at: someInstant(draft), user, other };
  const special = SPECIAL[subtype];
  const message = special === undefined ? plain(scene, subtype) : special(scene);
  place(draft, `subtype:${subtype}`, { conversationId: conversation.id, ts: String(message.raw.ts) });
}

/** `group_…` is what private channels call it; Slackbot talks in DMs. */
function homeOf(draft: Draft, subtype: Subtype): DraftConversation {
  if (draft.settings.layout === "official-public") return conversationOf(draft, "public");
  if (subtype.startsWith("group_")) return conversationOf(draft, "private");
  const isSaidInDms = /^(joiner_notification|slackbot_response|app_conversation|assistant_app)/.test(subtype);
  return conversationOf(draft, isSaidInDms ? "dm" : "public");
}

function plain(scene: Scene, subtype: Subtype): DraftMessage {
  const { fields, ...expected } = (WRITTEN[subtype] ?? systemNotice)(scene);
  return post(scene.conversation, scene.at, { subtype, ...fields }, expected);
}

/** Everything that §6 calls `system` and says no more about. */
function systemNotice({ user }: Scene): Written {
  return { fields: { user, text: "Something about the workspace changed." }, isSystem: true };
}

const WRITTEN: Readonly<Partial<Record<Subtype, (scene: Scene) => Written>>> = {
  bot_message: () => ({
    fields: {
      text: "The *09:40* ferry is late.",
      bot_id: FERRY_BOT.botId,
      username: "Ferry (late)",
      icons: { emoji: ":ferry:" },
    },
    authorId: FERRY_BOT.userId,
  }),
  me_message: ({ user }) => ({ fields: { user, text: "rows home" } }),
  file_share: ({ draft, user, at }) => {
    const file = hostedFile(draft, { user, at, parameter: "t" });
    const text = `<@${user}|ana> uploaded a file: <${file.permalink}|harbour.png> and commented: by night`;
    const comment = { id: "Fc0COMMENT1", user, comment: "by night", timestamp: secondsOf(at) };
    return {
      fields: {
        user,
        text,
        file: { ...file, initial_comment: comment },
        upload: true,
        bot_id: null,
        username: `<@${user}|ana>`,
      },
    };
  },
  file_mention: ({ draft, user, at }) => {
    const file = hostedFile(draft, { user, at, parameter: "t" });
    return { fields: { user, text: `<@${user}|ana> mentioned a file: <${file.permalink}|harbour.png>`, file } };
  },
  channel_join: (scene) => joined(scene, "channel"),
  group_join: (scene) => joined(scene, "group"),
  channel_leave: (scene) => left(scene, "channel"),
  group_leave: (scene) => left(scene, "group"),
  channel_topic: topicSet,
  group_topic: topicSet,
  channel_purpose: purposeSet,
  group_purpose: purposeSet,
  channel_name: renamed,
  group_name: renamed,
  channel_archive: ({ user, other }) => ({
    fields: { user, text: `<@${user}> archived the channel`, members: [user, other] },
    isSystem: true,
  }),
  pinned_item: ({ user }) => ({
    fields: {
      user,
      text: `<@${user}> pinned a message to this channel.`,
      item_type: "C",
      attachments: [{ fallback: "pinned words", text: "pinned words" }],
    },
    isSystem: true,
  }),
  unpinned_item: ({ user }) => ({
    fields: { user, text: `<@${user}> unpinned a file.`, item_type: "F", item: { type: "file" } },
    isSystem: true,
  }),
  bot_add: ({ user }) => ({
    fields: {
      user,
      text: `added an integration to this channel: <https://northwind.slack.com/services/${FERRY_BOT.botId}|Ferry Times>`,
      bot_id: FERRY_BOT.botId,
      bot_link: `<https://northwind.slack.com/services/${FERRY_BOT.botId}|Ferry Times>`,
    },
    isSystem: true,
  }),
  sh_room_created: ({ user, at, other }) => ({
    fields: { user, text: "", room: roomOf({ user, other, at }) },
    isSystem: true,
  }),
  joiner_notification: slackbotNotice,
  joiner_notification_for_inviter: slackbotNotice,
  slackbot_response: () => ({ fields: { user: SLACKBOT, text: "Boats are moored at pier 3." } }),
  ekm_access_denied: () => ({
    fields: { user: "UREVOKEDU", text: "Access to this message was denied." },
    authorId: "UREVOKEDU",
  }),
  assistant_app_thread: ({ user }) => ({
    fields: {
      user,
      text: "New Assistant Thread",
      assistant_app_thread: { title: "Tides of tomorrow", title_blocks: [], artifacts: [] },
    },
    isSystem: true,
  }),
};

/** §6: the actor is the inviter or the one who joined; the world names the one who joined. */
function joined({ user, other }: Scene, prefix: "channel" | "group"): Written {
  return { fields: { user, text: `<@${user}> has joined the ${prefix}`, inviter: other }, isSystem: true };
}

function left({ user }: Scene, prefix: "channel" | "group"): Written {
  return { fields: { user, text: `<@${user}> has left the ${prefix}` }, isSystem: true };
}

function topicSet({ user }: Scene): Written {
  return {
    fields: { user, text: `<@${user}> set the channel topic: tides &amp; boats`, topic: "tides &amp; boats" },
    isSystem: true,
  };
}

function purposeSet({ user }: Scene): Written {
  return {
    fields: { user, text: `<@${user}> set the channel purpose: all boats`, purpose: "all boats" },
    isSystem: true,
  };
}

function renamed({ user }: Scene): Written {
  return {
    fields: {
      user,
      text: `<@${user}> has renamed the channel from "dinghies" to "boats"`,
      old_name: "dinghies",
      name: "boats",
    },
    isSystem: true,
  };
}

function slackbotNotice({ other }: Scene): Written {
  return { fields: { user: SLACKBOT, text: `<@${other}> joined Slack - say hello.` }, isSystem: true };
}
