import { listInputs, readEach, readJsonLines } from "@chat-etl/io";
import { ConfigError, defineSource, type Page, type ReadOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { isThere } from "../write/part-files.ts";
import { LINES } from "../write/put-together.ts";
import { FoundPost, WrittenChannel, WrittenUser } from "./import-wire.ts";

type Stream = "users" | "channels" | "posts";
type Read = Page["values"][number];

const STREAMS: Readonly<Record<string, Stream>> = {
  user: "users",
  channel: "channels",
  direct_channel: "channels",
  post: "posts",
  direct_post: "posts",
};

/** What was put together, line by line, each reply by itself. It is compared, and nothing becomes of it. */
export const importSource = defineSource({
  name: "mattermost-import",
  summary: "A bulk import of Mattermost, as the sink wrote it.",
  config: z.strictObject({ path: z.string().min(1) }),
  fills: {},
  // Replies stand with their posts.
  capabilities: { messageOrder: "unordered", resumable: false, incremental: false },
  streams: {
    users: { kind: "user", wire: WrittenUser, normalize: () => [] },
    channels: { kind: "conversation", wire: WrittenChannel, normalize: () => [] },
    posts: { kind: "message", wire: FoundPost, normalize: () => [] },
  },
  identity: ({ path }) => path,
  async open({ path }) {
    return {
      read: (stream, options) => readLines(path, stream, options),
      check: async () => {
        if (await isThere(path)) return;
        throw new ConfigError(
          `"${path}" is not there: it is put together when nothing is left to send. Run the same again without --limit, or put it back.`,
        );
      },
    };
  },
});

/** What cannot be read at all is told with the posts. */
async function* readLines(path: string, stream: Stream, { signal }: ReadOptions): AsyncGenerator<Page, void> {
  const inputs = await listInputs(path, { match: LINES });
  for await (const { values } of readEach(inputs, { read: (input) => readJsonLines(input, { signal }) })) {
    const own = values.filter((one) => streamOf(one) === stream);
    yield { values: stream === "posts" ? own.flatMap(postsIn) : own };
  }
}

function streamOf(one: Read): Stream | undefined {
  if (!("value" in one)) return "posts";
  const type = objectOf(one.value).type;
  return typeof type === "string" && Object.hasOwn(STREAMS, type) ? STREAMS[type] : undefined;
}

/** Nobody has checked it yet: a post that is none does not fit the schema. */
function postsIn(one: Read): readonly Read[] {
  if (!("value" in one)) return [one];
  const line = objectOf(one.value);
  const { replies, team, channel, channel_members, ...post } = objectOf(line.post ?? line.direct_post);
  const place = channel_members === undefined ? { team, channel } : { channel_members };
  const list: readonly unknown[] = Array.isArray(replies) ? replies : [];
  return [
    { value: { place, isReply: false, post }, origin: one.origin },
    ...list.map((reply, no) => {
      return { value: { place, isReply: true, post: reply }, origin: `${one.origin}, reply ${no + 1}` };
    }),
  ];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
