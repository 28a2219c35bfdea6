import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError, defineSink, type SinkContext } from "@chat-etl/sdk";
import { MattermostSinkConfig } from "./config.ts";
import { LOSSES } from "./encode/losses.ts";
import { channelKeyOf, usernameOf } from "./encode/names.ts";
import type { ChannelPart, PostPart, SeatPart, UserPart } from "./encode/parts.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser } from "./encode.ts";
import { LineFile } from "./line-file.ts";
import { isThere } from "./write/part-files.ts";
import { putTogether } from "./write/put-together.ts";

const BATCH = { max: 500 };

/**
 * The import wants its lines in another order than records arrive in: memberships inside users, replies inside posts. So
 * what arrives is kept in part files, and put together when everything is in.
 */
export const mattermostSink = defineSink({
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
  async open(config, context) {
    const parts = partsOf(config);
    const keyOf = ({ key }: { readonly key: string }) => key;
    const users = new LineFile<UserPart>(parts, "users", keyOf);
    const channels = new LineFile<ChannelPart>(parts, "channels", keyOf);
    const seats = new LineFile<SeatPart>(parts, "memberships", keyOf);
    const posts = new LineFile<PostPart>(parts, "posts", keyOf);
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
      check: () => mustFit(config, context),
      finish: ({ signal }) => putTogether({ config, parts, signal, onNotice: context.onNotice }),
    };
  },
});

/** Beside what is written, as the import must not find them in there. */
function partsOf({ path }: MattermostSinkConfig): string {
  return `${resolve(path)}.parts`;
}

/** @throws ConfigError something of another run stands there, or what this one had written is gone */
async function mustFit(config: MattermostSinkConfig, { isFirst, hasWritten }: SinkContext): Promise<void> {
  const parts = partsOf(config);
  const files = await readdir(parts).catch(() => []);
  if (hasWritten && files.length === 0) {
    throw new ConfigError(
      `"${parts}", where this run keeps what it wrote, is gone. Put it back, or begin anew with --fresh.`,
    );
  }
  if (!isFirst) return;
  const taken = files.length > 0 ? parts : (await isThere(resolve(config.path))) ? config.path : undefined;
  if (taken === undefined) return;
  throw new ConfigError(`"${taken}" is there already, and not of this run. Remove it, or name another --sink.path.`);
}
