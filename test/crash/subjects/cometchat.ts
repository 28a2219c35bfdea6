import * as z from "zod";
import { type Sandbox, startSandbox } from "../../support/etl.ts";
import { readTarget, storedMessages } from "../../support/target.ts";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

export const cometchat: Subject = {
  name: "cometchat",
  pipeline: "json-to-cometchat",
  isOnDisk: false,
  small: [
    { file: "adapters/cometchat/src/limits.ts", find: "ENTRIES_PER_REQUEST = 50;", put: "ENTRIES_PER_REQUEST = 8;" },
  ],
  async startTarget() {
    const sandbox = await startSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    const { appId = "", region = "", apiKey = "" } = sandbox.config;
    return {
      url: sandbox.url,
      lead: ({ url }) => ({
        args: ["--sink.requestsPerMinute", "1000000"],
        env: {
          COMETCHAT_APP_ID: appId,
          COMETCHAT_REGION: region,
          COMETCHAT_API_KEY: apiKey,
          COMETCHAT_BASE_URL: url,
        },
      }),
      arrived: ({ prefix }) => arrivedAt(sandbox, prefix),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  },
};

const Rows = z.object({ data: z.array(z.object({ uid: z.string().optional(), guid: z.string().optional() })) });

async function arrivedAt(sandbox: Sandbox, prefix: string): Promise<Lists> {
  const idsAt = async (path: string): Promise<readonly string[]> => {
    const { data } = Rows.parse(await readTarget(sandbox, `${path}?perPage=1000`));
    return data.map(({ guid, uid }) => guid ?? uid ?? "").filter((id) => id.startsWith(prefix));
  };
  const groups = await idsAt("/groups");
  const memberships = [];
  for (const conversationId of groups)
    for (const userId of await idsAt(`/groups/${conversationId}/members`)) memberships.push({ conversationId, userId });
  const messages = (await storedMessages(sandbox)).flatMap(({ data: { metadata } }) =>
    metadata?.sourceConversationId?.startsWith(prefix)
      ? { conversationId: metadata.sourceConversationId, id: metadata.sourceId }
      : [],
  );
  return listsOf({ users: await idsAt("/users"), groups, memberships, messages });
}
