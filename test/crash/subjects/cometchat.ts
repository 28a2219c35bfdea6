import { cometchatSandbox } from "@chat-etl/cometchat/sandbox";
import * as z from "zod";
import type { Sandbox } from "../../support/etl.ts";
import { startSandboxHere } from "../../support/sandbox-here.ts";
import { readTarget, storedMessages } from "../../support/target.ts";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

const UNPACED = ["--sink.requestsPerMinute", "1000000", "--sink.coreRequestsPerMinute", "1000000"];

const UNLIMITED = {
  ...{ world: "none", retentionDays: "off" },
  ...{ requestsPerMinute: "off", coreRequestsPerMinute: "off", standardRequestsPerMinute: "off" },
};

export const cometchat: Subject = {
  name: "cometchat",
  pipeline: "json-to-cometchat",
  isOnDisk: false,
  shows: new Set(["reactions"]),
  small: [
    { file: "adapters/cometchat/src/limits.ts", find: "ENTRIES_PER_REQUEST = 50;", put: "ENTRIES_PER_REQUEST = 8;" },
  ],
  async startTarget({ variant: { hasReactions }, folder }) {
    const sandbox = await startSandboxHere(cometchatSandbox, UNLIMITED, folder);
    const { appId = "", region = "", apiKey = "" } = sandbox.config;
    return {
      url: sandbox.url,
      lead: ({ url }) => ({
        args: [...UNPACED, ...(hasReactions ? ["--sink.passes", "reactions"] : [])],
        env: {
          COMETCHAT_APP_ID: appId,
          COMETCHAT_REGION: region,
          COMETCHAT_API_KEY: apiKey,
          COMETCHAT_BASE_URL: url,
        },
      }),
      arrived: () => arrivedAt(sandbox),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  },
};

const Rows = z.object({ data: z.array(z.object({ uid: z.string().optional(), guid: z.string().optional() })) });

async function arrivedAt(sandbox: Sandbox): Promise<Lists> {
  const idsAt = async (path: string): Promise<readonly string[]> => {
    const { data } = Rows.parse(await readTarget(sandbox, `${path}?perPage=1000`));
    return data.map(({ guid, uid }) => guid ?? uid ?? "");
  };
  const groups = await idsAt("/groups");
  const memberships = [];
  for (const conversationId of groups)
    for (const userId of await idsAt(`/groups/${conversationId}/members`)) memberships.push({ conversationId, userId });
  const messages = [];
  const reactions = [];
  for (const { id, data } of await storedMessages(sandbox)) {
    const { sourceConversationId: conversationId, sourceId } = data.metadata ?? {};
    if (conversationId === undefined || sourceId === undefined) continue;
    messages.push({ conversationId, id: sourceId });
    if (data.reactions === undefined) continue;
    for (const userId of await idsAt(`/messages/${id}/reactions`))
      reactions.push({ conversationId, id: `${userId} to ${sourceId}` });
  }
  return listsOf({ users: await idsAt("/users"), groups, memberships, messages, reactions });
}
