import { createHttpClient } from "@chat-etl/io";
import { CHECK_ATTEMPTS, type Cursor, defineSource, type Page } from "@chat-etl/sdk";
import { baseUrlOf, headersOf, isAccount } from "./account.ts";
import { FILLS } from "./fills.ts";
import {
  normalizeConversation,
  normalizeGroup,
  normalizeMember,
  normalizeMessage,
  normalizeRole,
  normalizeUser,
} from "./normalize.ts";
import { SERVICE } from "./read/ask.ts";
import { readFailureOf } from "./read/failure.ts";
import { readMessages } from "./read/read-messages.ts";
import { type Reading, readConversations, readGroups, readMembers, readRoles, readUsers } from "./read/read-people.ts";
import { CometchatSourceConfig } from "./source-config.ts";
import { ConversationValue, GroupValue, MemberValue, MessageValue, RoleValue, UserValue } from "./wire-values.ts";

type Reader = (after: Cursor | undefined, reading: Reading) => AsyncGenerator<Page>;

const READERS = {
  roles: readRoles,
  users: readUsers,
  groups: readGroups,
  members: (after, reading) => readMembers("members", after, reading),
  bans: (after, reading) => readMembers("bannedusers", after, reading),
  conversations: readConversations,
  messages: readMessages,
} as const satisfies Readonly<Record<string, Reader>>;

/** CometChat, read through its REST API v3. */
export const cometchatSource = defineSource({
  name: "cometchat",
  summary: "CometChat, through its REST API.",
  config: CometchatSourceConfig,
  fills: FILLS,
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: true },
  streams: {
    roles: { kind: "user", wire: RoleValue, normalize: normalizeRole },
    users: { kind: "user", wire: UserValue, normalize: normalizeUser },
    groups: { kind: "conversation", wire: GroupValue, normalize: normalizeGroup },
    members: { kind: "membership", wire: MemberValue, normalize: normalizeMember },
    bans: { kind: "membership", wire: MemberValue, normalize: normalizeMember },
    conversations: { kind: "conversation", wire: ConversationValue, normalize: normalizeConversation },
    messages: { kind: "message", wire: MessageValue, normalize: normalizeMessage },
  },
  identity: ({ appId, region }) => `cometchat:${appId}.${region}`,
  isTarget: isAccount,
  async open(config, { signal, logger, onWait }) {
    // Reading may stop with pages on their way that were asked for early: nobody waits for those any more.
    const closing = new AbortController();
    const http = createHttpClient({
      service: SERVICE,
      baseUrl: baseUrlOf(config),
      headers: headersOf(config),
      signal: AbortSignal.any([signal, closing.signal]),
      failureOf: readFailureOf,
      ...(onWait ? { onWait } : {}),
      // The limit is the app's, so all streams share one (T45).
      pace: { requests: config.requestsPerMinute, perMs: 60_000 },
    });
    const rules = {
      restore: config.restore,
      keepsDeleted: config.deletedMessages === "keep",
      keepsMemberEvents: config.memberEvents === "keep",
    };
    return {
      read: (stream, { after, since, signal }) =>
        READERS[stream](after, { config, rules, since, lister: { http, logger, signal } }),
      /** What a wrong app, key, region or an Auth Key cannot pass (T48). */
      async check() {
        await http.get("/users", { perPage: "1" }, { attempts: CHECK_ATTEMPTS });
        await http.get("/messages", { limit: "1" }, { attempts: CHECK_ATTEMPTS });
      },
      async close() {
        if (closing.signal.aborted) return;
        closing.abort();
        await http.close();
      },
    };
  },
  sandbox: async () => (await import("./sandbox/index.ts")).cometchatSandbox,
});
