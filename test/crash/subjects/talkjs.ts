import * as z from "zod";
import { type Sandbox, startSandbox } from "../../support/etl.ts";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

const LIMITS = "adapters/talkjs/src/limits.ts";

/** It keeps messages that are sent twice, and tells nothing about those it has but by reading them back. */
export const talkjs: Subject = {
  name: "talkjs",
  pipeline: "json-to-talkjs",
  isOnDisk: false,
  small: [
    { file: LIMITS, find: "MESSAGES_PER_REQUEST = 10;", put: "MESSAGES_PER_REQUEST = 6;" },
    { file: LIMITS, find: "MESSAGES_PER_PAGE = 100;", put: "MESSAGES_PER_PAGE = 20;" },
  ],
  async startTarget() {
    const sandbox = await startSandbox("talkjs", ["--world", "none", "--rate", "off", "--importDialect", "g1"]);
    const { appId = "", secretKey = "" } = sandbox.config;
    return {
      url: sandbox.url,
      lead: ({ url }) => ({
        // Longer than the network holds a request back; and the worlds of other seeds are there already.
        args: ["--sink.dialect", "g1", "--sink.settleSeconds", "2", "--sink.existing", "allow", ...UNPACED],
        env: { TALKJS_TARGET_APP_ID: appId, TALKJS_TARGET_SECRET_KEY: secretKey, TALKJS_TARGET_BASE_URL: url },
      }),
      arrived: ({ prefix }) => arrivedAt(sandbox, prefix),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  },
};

const UNPACED = ["--sink.requestsPerSecond", "100000"];

const Row = z.object({
  id: z.string(),
  participants: z.record(z.string(), z.unknown()).nullish(),
  custom: z.object({ sourceId: z.string().optional() }).nullish(),
});
type Row = z.output<typeof Row>;

async function arrivedAt(sandbox: Sandbox, prefix: string): Promise<Lists> {
  const users = (await list(sandbox, "/users")).map(({ id }) => id).filter((id) => id.startsWith(prefix));
  const conversations = (await list(sandbox, "/conversations")).filter((row) => sourceIdOf(row).startsWith(prefix));
  const memberships = [];
  const messages = [];
  for (const conversation of conversations) {
    const conversationId = sourceIdOf(conversation);
    for (const userId of Object.keys(conversation.participants ?? {})) memberships.push({ conversationId, userId });
    const newestFirst = await list(sandbox, `/conversations/${conversation.id}/messages`);
    for (const message of newestFirst.toReversed()) messages.push({ conversationId, id: sourceIdOf(message) });
  }
  // A pair gets another id, that which TalkJS recommends.
  const groups = conversations.filter((row) => sourceIdOf(row) === row.id).map(({ id }) => id);
  return listsOf({ users, groups, memberships, messages });
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
