import { createHttpClient, type HttpClient, type HttpRequest } from "@chat-etl/io";
import {
  type AgeLimit,
  CHECK_ATTEMPTS,
  defineSink,
  type OpenContext,
  type Outcome,
  type SendOptions,
  type Sink,
  TransientError,
} from "@chat-etl/sdk";
import { accountName, baseUrlOf, headersOf } from "./account.ts";
import { CometchatSinkConfig } from "./config.ts";
import { LOSSES } from "./encode/losses.ts";
import { type CometchatWires, encode } from "./encode.ts";
import { existingUsers } from "./existing-users.ts";
import { failureOf, IMPORT_PATH, rateOf } from "./failure.ts";
import { comparableMessageUid, fitId } from "./ids.ts";
import { inspectApp } from "./inspect.ts";
import { ENTRIES_PER_REQUEST } from "./limits.ts";
import { createCoreClient } from "./passes/core-client.ts";
import { EVERY_PASS, passesFor, passSenders } from "./passes/index.ts";
import { cometchatProbe } from "./probe/index.ts";
import { readBack } from "./read-back.ts";
import { removal, removersOf } from "./remove/index.ts";
import { outcomesOf } from "./verdicts.ts";
import { WireImportAnswer } from "./wire.ts";

const DAY_MS = 86_400_000;
const RETENTION_ADVICE =
  "Ask CometChat for Extended Storage to keep older messages, then run with --sink.retention none --fresh: what is in already is not sent twice.";

const BATCH = { max: ENTRIES_PER_REQUEST };

/** CometChat, through its Data Import API. */
export const cometchatSink = defineSink({
  name: "cometchat",
  summary: "CometChat, through its Data Import API.",
  config: CometchatSinkConfig,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    dedupes: ["user", "conversation", "membership", "message"],
    quota: ({ requestsPerMinute, quotaShare }) => ({ requests: requestsPerMinute, perMs: 60_000, share: quotaShare }),
    // Readers page by ids, which count up as messages arrive (T11).
    lateWithinMs: Number.POSITIVE_INFINITY,
    ageLimit: ageLimitOf,
  },
  targetId: { user: fitId, conversation: fitId, message: comparableMessageUid },
  encode,
  losses: LOSSES,
  passes: passesFor,
  everyPass: EVERY_PASS,
  removal,
  identity: accountName,
  open: async (config, context) => openSink(config, context),
  readBack,
  users: existingUsers,
  probe: cometchatProbe,
  sandbox: async () => (await import("./sandbox/index.ts")).cometchatSandbox,
});

/** Messages older than the app's retention are refused; only Extended Storage lifts that (T1). */
function ageLimitOf({ retention }: CometchatSinkConfig): AgeLimit | undefined {
  if (retention === "none") return undefined;
  return { maxAgeMs: retention === "auto" ? "auto" : retention * DAY_MS, advice: RETENTION_ADVICE };
}

function openSink(config: CometchatSinkConfig, context: OpenContext): Sink<CometchatWires> {
  const client = openClient(config, context);
  const core = createCoreClient(config, context);
  const message = importer<CometchatWires["message"]>(client, {
    wrapper: "messages",
    keyOf: ({ muid }) => muid,
    keepsId: true,
  });
  return {
    send: {
      user: importer(client, { wrapper: "users", keyOf: ({ uid }) => uid }),
      conversation: importer(client, { wrapper: "groups", keyOf: ({ guid }) => guid }),
      membership: importer(client, { wrapper: "members", keyOf: ({ memberId }) => memberId }),
      message,
    },
    // The cheapest call that a wrong app, key, region or an Auth Key cannot pass (T48).
    check: async () => void (await client.http.get("/users", { perPage: "1" }, { attempts: CHECK_ATTEMPTS })),
    inspect: async () => await inspectApp(client.http, config),
    passes: passSenders({ http: core, importMessages: message, logger: context.logger }),
    remove: removersOf(core),
    close: async () => {
      await client.http.close();
      await core.close();
    },
  };
}

interface Client {
  readonly http: HttpClient;
  /** Who wants to know what the answer to a request says about the quota. */
  readonly listeners: WeakMap<HttpRequest, SendOptions>;
}

function openClient(config: CometchatSinkConfig, { signal, onWait }: OpenContext): Client {
  const listeners: Client["listeners"] = new WeakMap();
  const http = createHttpClient({
    service: "CometChat",
    baseUrl: baseUrlOf(config),
    headers: headersOf(config),
    signal,
    ...(onWait ? { onWait } : {}),
    failureOf(answer, request) {
      const rate = rateOf(answer.headers, Date.now());
      if (rate) listeners.get(request)?.onRate?.(rate);
      return failureOf(answer, request);
    },
  });
  return { http, listeners };
}

interface Endpoint<Wire> {
  /** The wrapper's name in the body, and the last part of the path. */
  readonly wrapper: "users" | "groups" | "members" | "messages";
  keyOf(wire: Wire): string;
  readonly keepsId?: boolean;
}

function importer<Wire>({ http, listeners }: Client, { wrapper, keyOf, keepsId = false }: Endpoint<Wire>) {
  return async (batch: readonly Wire[], options: SendOptions): Promise<readonly Outcome[]> => {
    // Of two entries with one key the first is sent; the other gets its verdict by a request of its own.
    const keys = batch.map(keyOf);
    const first = batch.filter((wire, index) => keys.indexOf(keyOf(wire)) === index);
    const entries = Object.fromEntries(first.map((wire) => [keyOf(wire), wire]));
    const path = `${IMPORT_PATH}${wrapper}`;
    const request = { method: "POST", path, body: { [wrapper]: entries }, signal: options.signal } as const;
    listeners.set(request, options);
    const { body } = await http.send(request);
    const answer = WireImportAnswer.safeParse(body);
    if (!answer.success) throw unreadable(path, answer.error);
    return outcomesOf(answer.data, { keys, named: `POST ${path}`, keepsId });
  };
}

/** Everything may have been taken; sending it again finds out. */
function unreadable(path: string, cause: Error): TransientError {
  return new TransientError(`CometChat answered POST ${path} without verdicts.`, { delivery: "unknown", cause });
}
