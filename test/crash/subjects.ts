import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Sandbox, startSandbox } from "../support/etl.ts";
import { readTarget, storedMessages } from "../support/target.ts";
import type { Replacement } from "./orders.ts";
import { type Lists, listsOf } from "./world.ts";

/** A sink under test, and how its target is started and read. */
export interface Subject {
  /** As `--sink` names it. */
  readonly name: string;
  /** Reads an archive and writes to this sink. */
  readonly pipeline: string;
  /** Its target is files: no network can misbehave, but the disk be full. */
  readonly isOnDisk: boolean;
  /** Its batches made small. */
  readonly small: readonly Replacement[];
  startTarget(): Promise<Target>;
}

/** A target that many worlds go into, each with a prefix to its ids. */
export interface Target extends AsyncDisposable {
  /** Where it listens; undefined where it is files. */
  readonly url: string | undefined;
  /** What leads the command there. `url`: the way through the network; `folder`: one for this world alone. */
  lead(to: Place): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** What has arrived of the world with this prefix, as the target itself tells it. */
  arrived(world: Place & { readonly prefix: string }): Promise<Lists>;
}

interface Place {
  readonly url: string;
  readonly folder: string;
}

const cometchat: Subject = {
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
      arrived: ({ prefix }) => arrivedAtCometchat(sandbox, prefix),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  },
};

/** The archive of JSON Lines: whatever is sent twice stands there twice, and batches in doubt are read back. */
const json: Subject = {
  name: "json",
  pipeline: "json-to-json",
  isOnDisk: true,
  small: [{ file: "adapters/generic-json/src/sink.ts", find: "max: 1_000 }", put: "max: 8 }" }],
  startTarget: async () => ({
    url: undefined,
    lead: ({ folder }) => ({ args: ["--sink.folder", folder], env: {} }),
    arrived: async ({ folder }) => arrivedInArchive(folder),
    [Symbol.asyncDispose]: async () => {},
  }),
};

/** Every sink that shall survive anything. A new one is one row more. */
export const SUBJECTS: readonly Subject[] = [cometchat, json];

const Rows = z.object({ data: z.array(z.object({ uid: z.string().optional(), guid: z.string().optional() })) });

async function arrivedAtCometchat(sandbox: Sandbox, prefix: string): Promise<Lists> {
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

const Archived = z.object({
  id: z.string().default(""),
  type: z.string().optional(),
  conversationId: z.string().default(""),
  userId: z.string().default(""),
});

function arrivedInArchive(folder: string): Lists {
  const recordsOf = (kind: string) =>
    readFileSync(join(folder, `${kind}s.jsonl`), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Archived.parse(JSON.parse(line)));
  const groups = recordsOf("conversation").filter(({ type }) => type === "group");
  return listsOf({
    users: recordsOf("user").map(({ id }) => id),
    groups: groups.map(({ id }) => id),
    memberships: recordsOf("membership"),
    messages: recordsOf("message"),
  });
}
