import type { HttpClient } from "@chat-etl/io";
import { CHECK_ATTEMPTS, ConfigError, defineSink, readExistingUsers, type Sink, type SinkContext } from "@chat-etl/sdk";
import { accountName } from "./account.ts";
import { LOSSES } from "./encode/losses.ts";
import { encode } from "./encode.ts";
import { fitConversationId } from "./ids.ts";
import { MESSAGES_PER_REQUEST, PARTICIPANTS_PER_CONVERSATION, USERS_PER_REQUEST } from "./limits.ts";
import { openTarget } from "./load/client.ts";
import { countRequests } from "./load/count-requests.ts";
import { MessageLoader } from "./load/message-loader.ts";
import { NEIGHBOUR_MS } from "./load/message-times.ts";
import { refuseLoaded } from "./load/refuse-loaded.ts";
import { sendConversations, sendParticipants, sendUsers } from "./load/send-people.ts";
import { quotaOf } from "./passes/call.ts";
import { EVERY_PASS, passesFor, passSenders } from "./passes/index.ts";
import { probe } from "./probe.ts";
import { readBack } from "./read-back.ts";
import { removal, removersOf } from "./remove/index.ts";
import { hasSystemUser, TalkjsSinkConfig } from "./sink-config.ts";
import { talkjsSource } from "./source.ts";
import type { TalkjsWires } from "./wire-import.ts";

/** TalkJS, through its import. */
export const talkjsSink = defineSink({
  name: "talkjs",
  summary: "TalkJS, through its REST API's import.",
  config: TalkjsSinkConfig,
  capabilities: {
    batch: {
      user: { max: USERS_PER_REQUEST },
      conversation: { max: 1 },
      membership: { max: PARTICIPANTS_PER_CONVERSATION, by: "conversation" },
      message: { max: MESSAGES_PER_REQUEST, by: "conversation" },
    },
    dedupes: ["user", "conversation", "membership"],
    quota: quotaOf,
    lateWithinMs: NEIGHBOUR_MS,
    takesFiles: true,
    systemUserSaysAll: hasSystemUser,
  },
  targetId: { conversation: fitConversationId },
  encode,
  losses: LOSSES,
  passes: passesFor,
  everyPass: EVERY_PASS,
  requests: countRequests,
  removal,
  identity: accountName,
  open: async (config, context) => await openSink(config, context),
  readBack,
  users: ({ appId, secretKey, baseUrl, requestsPerSecond }, context) => {
    const config = { appId, secretKey, baseUrl, requestsPerSecond, reactors: "count" as const };
    return readExistingUsers(talkjsSource, { stream: "users", config, context });
  },
  probe,
  sandbox: async () => (await import("./sandbox/index.ts")).talkjsSandbox,
});

async function openSink(config: TalkjsSinkConfig, context: SinkContext): Promise<Sink<TalkjsWires>> {
  if (config.dialect === undefined) throw dialectUnknown();
  const http = openTarget(config, context);
  const { signal, logger, openFile, isFirst = false } = context;
  try {
    if (isFirst && config.existing === "refuse") await refuseLoaded(http);
  } catch (error) {
    await http.close();
    throw error;
  }
  const messages = new MessageLoader({ http, config, logger, signal, openFile });
  return {
    send: {
      user: (batch, options) => sendUsers(http, batch, options),
      conversation: (batch, options) => sendConversations(http, batch, options),
      membership: (batch, options) => sendParticipants(http, batch, options),
      message: (batch, options) => messages.send(batch, options),
    },
    settle: { message: (batch, options) => messages.settle(batch, options) },
    passes: passSenders(http),
    remove: removersOf(http),
    check: () => check(http),
    close: async () => {
      try {
        await messages.finish();
      } finally {
        await http.close();
      }
    },
  };
}

/** The app first, which needs no key, and then the key: so a wrong id is not taken for a wrong key (TalkJS sheet, T42). */
async function check(http: HttpClient): Promise<void> {
  await http.get("", undefined, { attempts: CHECK_ATTEMPTS });
  await http.get("/users", { limit: "1" }, { attempts: CHECK_ATTEMPTS });
}

/** A field that the app's import does not know may be ignored: the whole history would be dated today (TalkJS sheet, T3). */
function dialectUnknown(): ConfigError {
  return new ConfigError(
    'It is not known which fields the import of this TalkJS app takes, and trying would not be undone. Run "etl probe talkjs" with the keys of a test app, and set --sink.dialect to what it finds (g1 or g2).',
  );
}
