import { talkjsSandbox } from "@chat-etl/talkjs/sandbox";
import * as z from "zod";
import type { Sandbox } from "../../support/etl.ts";
import { startSandboxHere } from "../../support/sandbox-here.ts";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

const LIMITS = "adapters/talkjs/src/limits.ts";
/** `settleSeconds`: longer than the network holds a request back. */
const FAST = ["--sink.settleSeconds", "1.2", "--sink.requestsPerSecond", "100000"];

/** It keeps messages that are sent twice, and tells nothing about those it has but by reading them back. */
export const talkjs: Subject = {
  name: "talkjs",
  pipeline: "json-to-talkjs",
  isOnDisk: false,
  shows: new Set(["reactions", "files"]),
  small: [
    { file: LIMITS, find: "MESSAGES_PER_REQUEST = 10;", put: "MESSAGES_PER_REQUEST = 6;" },
    { file: LIMITS, find: "MESSAGES_PER_PAGE = 100;", put: "MESSAGES_PER_PAGE = 20;" },
  ],
  async startTarget({ variant: { dialect, hasReactions }, folder }) {
    const switches = { world: "none", rate: "off", importDialect: dialect };
    const sandbox = await startSandboxHere(talkjsSandbox, switches, folder);
    const { appId = "", secretKey = "" } = sandbox.config;
    return {
      url: sandbox.url,
      lead: ({ url, files }) => ({
        args: [
          ...FAST,
          ...["--sink.dialect", dialect, "--attachments.allowPrivate", files],
          ...(hasReactions ? ["--sink.passes", "reactions"] : []),
        ],
        env: { TALKJS_TARGET_APP_ID: appId, TALKJS_TARGET_SECRET_KEY: secretKey, TALKJS_TARGET_BASE_URL: url },
      }),
      arrived: () => arrivedAt(sandbox),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  },
};

const Row = z.object({
  id: z.string().default(""),
  userId: z.string().default(""),
  participants: z.record(z.string(), z.unknown()).nullish(),
  attachment: z.looseObject({}).nullish(),
  reactions: z.record(z.string(), z.unknown()).nullish(),
  custom: z.object({ sourceId: z.string().optional(), part: z.string().optional() }).nullish(),
});
type Row = z.output<typeof Row>;

async function arrivedAt(sandbox: Sandbox): Promise<Lists> {
  const users = (await list(sandbox, "/users")).map(({ id }) => id);
  const conversations = await list(sandbox, "/conversations");
  const memberships = [];
  const messages = [];
  const files = [];
  const reactions = [];
  for (const conversation of conversations) {
    const conversationId = sourceIdOf(conversation);
    for (const userId of Object.keys(conversation.participants ?? {})) memberships.push({ conversationId, userId });
    const path = `/conversations/${conversation.id}/messages`;
    for (const message of (await list(sandbox, path)).toReversed()) {
      const placed = { conversationId, id: sourceIdOf(message) };
      // A text with a file is two messages.
      if (message.custom?.part === undefined) messages.push(placed);
      if (message.attachment) files.push(placed);
      for (const emoji of Object.keys(message.reactions ?? {}))
        for (const { userId } of await list(sandbox, `${path}/${message.id}/reactions/${encodeURIComponent(emoji)}`))
          reactions.push({ conversationId, id: `${userId} to ${placed.id}` });
    }
  }
  // A pair gets another id, that which TalkJS recommends.
  const groups = conversations.filter((row) => sourceIdOf(row) === row.id).map(({ id }) => id);
  return listsOf({ users, groups, memberships, messages, files, reactions });
}

function sourceIdOf({ custom }: Row): string {
  return custom?.sourceId ?? "";
}

/** All of a list, page by page. */
async function list({ url, config }: Sandbox, path: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const after = rows.length === 0 ? "" : `&startingAfter=${rows.at(-1)?.id}`;
    const answer = await fetch(`${url}/v1/${config.appId}${path}?limit=30${after}`, {
      headers: { authorization: `Bearer ${config.secretKey}` },
    });
    const { data } = z.object({ data: z.array(Row) }).parse(await answer.json());
    rows.push(...data);
    if (data.length < 30) return rows;
  }
}
