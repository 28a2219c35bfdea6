import { resolve } from "node:path";
import { defineSink } from "@chat-etl/sdk";
import { MattermostSinkConfig } from "./config.ts";
import { LOSSES } from "./encode/losses.ts";
import { channelKeyOf, usernameOf } from "./encode/names.ts";
import type { ChannelPart, PostPart, SeatPart, UserPart } from "./encode/parts.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser } from "./encode.ts";
import { PartsFolder } from "./parts-folder.ts";
import { readBack, type Wires } from "./read-back.ts";
import { putTogether } from "./write/put-together.ts";

const BATCH = { max: 500 };

/**
 * The import wants its lines in another order than records arrive in: memberships inside users, replies inside posts. So
 * what arrives is kept in part files, and put together when everything is in.
 */
export const mattermostSink = defineSink<typeof MattermostSinkConfig, Wires>({
  name: "mattermost",
  summary: "Mattermost, as the archive or folder that its bulk import reads.",
  config: MattermostSinkConfig,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    dedupes: [],
    // A disk has none; this is beyond what one can do.
    quota: () => ({ requests: 100_000, perMs: 1_000 }),
  },
  targetId: { user: usernameOf, conversation: channelKeyOf },
  losses: LOSSES,
  encode: { user: encodeUser, conversation: encodeConversation, membership: encodeMembership, message: encodeMessage },
  identity: ({ path }) => resolve(path),
  readBack,
  async open(config, context) {
    const parts = new PartsFolder(config);
    const users = parts.open<UserPart>("users");
    const channels = parts.open<ChannelPart>("channels");
    const seats = parts.open<SeatPart>("memberships");
    const posts = parts.open<PostPart>("posts");
    return {
      send: {
        user: (batch) => users.append(batch),
        conversation: (batch) => channels.append(batch),
        membership: (batch) => seats.append(batch),
        message: (batch) => posts.append(batch),
      },
      settle: {
        user: (batch, { signal }) => users.find(batch, signal),
        conversation: (batch, { signal }) => channels.find(batch, signal),
        membership: (batch, { signal }) => seats.find(batch, signal),
        message: (batch, { signal }) => posts.find(batch, signal),
      },
      check: () => parts.check(context),
      finish: ({ signal }) => putTogether({ config, parts, signal, onNotice: context.onNotice }),
    };
  },
});
