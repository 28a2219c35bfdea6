import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Subject } from "../subject.ts";
import { type Lists, listsOf } from "../world.ts";

/** The folder of a bulk import: put together when everything is in, of files that keep whatever is sent twice. */
export const mattermost: Subject = {
  name: "mattermost",
  pipeline: "json-to-mattermost",
  isOnDisk: true,
  shows: new Set(),
  small: [{ file: "adapters/mattermost/src/sink.ts", find: "max: 500 }", put: "max: 8 }" }],
  startTarget: async ({ folder }) => ({
    url: undefined,
    lead: () => ({ args: ["--sink.path", join(folder, "import")], env: {} }),
    arrived: async () => arrivedInImport(join(folder, "import")),
    [Symbol.asyncDispose]: async () => {},
  }),
};

const Post = z.object({ channel: z.string().default("pair"), message: z.string() });

const Line = z.object({
  channel: z.object({ name: z.string() }).optional(),
  user: z
    .object({
      username: z.string(),
      teams: z.array(z.object({ channels: z.array(z.object({ name: z.string() })) })).default([]),
    })
    .optional(),
  post: Post.optional(),
  direct_post: Post.optional(),
});

/** Ids of the world that is written are names here, and a message is known by its words. */
function arrivedInImport(folder: string): Lists {
  const lines = readFileSync(join(folder, "import.jsonl"), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => Line.parse(JSON.parse(line)));
  const users = lines.flatMap(({ user }) => user ?? []);
  return listsOf({
    users: users.map(({ username }) => username),
    groups: lines.flatMap(({ channel }) => channel?.name ?? []),
    memberships: users.flatMap(({ username: userId, teams }) =>
      teams.flatMap(({ channels }) => channels.map(({ name: conversationId }) => ({ conversationId, userId }))),
    ),
    messages: lines.flatMap(({ post, direct_post }) => {
      const { channel: conversationId, message } = post ?? direct_post ?? {};
      const no = /^Number (\d+)\./.exec(message ?? "")?.[1];
      return conversationId === undefined || no === undefined ? [] : [{ conversationId, id: `message-${no}` }];
    }),
  });
}
