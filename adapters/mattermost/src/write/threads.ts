import { sortValues } from "@chat-etl/io";
import type { PostPart, WrittenPost } from "../encode/parts.ts";
import { groupsOf } from "./groups.ts";
import { type Numbered, type PartFiles, sorted } from "./part-files.ts";

/** Digits of the latest time there is: as text, times sort as numbers do. */
const DIGITS = 16;

/** A post with its replies. */
interface Thread {
  readonly type: "post" | "direct_post";
  readonly at: number;
  readonly no: number;
  readonly line: Readonly<Record<string, unknown>>;
}

/** Replies that found no post. */
interface Orphans {
  count: number;
}

/** Posts of the latest instant, and how many are like another one of their place. */
class Alike {
  count = 0;
  #at: number | undefined;
  readonly #seen = new Set<string>();

  take({ at, line }: Thread): void {
    if (at !== this.#at) this.#seen.clear();
    this.#at = at;
    const { team, channel, channel_members, message } = line;
    const key = JSON.stringify([team, channel, channel_members, message]);
    if (this.#seen.has(key)) this.count += 1;
    this.#seen.add(key);
  }
}

/** Lines of posts and, behind those, of direct ones; oldest first, of one instant as they arrived. */
export async function* threadLines(files: PartFiles): AsyncGenerator<{ readonly type: Thread["type"] }, void> {
  const orphans: Orphans = { count: 0 };
  const parts = sorted<PostPart>(files, "posts", ({ thread, isReply, post, no }) =>
    [thread, isReply ? "1" : "0", digits(post.create_at), digits(no)].join("\u0000"),
  );
  const keyOf = ({ type, at, no }: Thread) => [type === "post" ? "0" : "1", digits(at), digits(no)].join("");
  const alike = new Alike();
  for await (const thread of sortValues(threadsOf(parts, orphans), { keyOf, ...files })) {
    alike.take(thread);
    yield { type: thread.type, [thread.type]: thread.line };
  }
  tell(files, { orphans: orphans.count, alike: alike.count });
}

/** Mattermost knows a post by its place, its instant and its words: https://docs.mattermost.com/onboard/bulk-loading-data.html */
function tell({ onNotice }: PartFiles, { orphans, alike }: { readonly orphans: number; readonly alike: number }): void {
  const [alone, same] = [orphans, alike].map((count) => count.toLocaleString("en-US"));
  if (orphans > 0)
    onNotice?.("replies-alone", `${alone} replies stand as posts of their own: what they answer was not sent.`);
  if (alike > 0)
    onNotice?.(
      "posts-alike",
      `Posts with the place, the instant and the words of another one: ${same}. The import may take the two for one, and does when it is run once more.`,
    );
}

/** Where the post of a thread is not there, each reply stands alone. */
async function* threadsOf(parts: AsyncIterable<Numbered<PostPart>>, orphans: Orphans): AsyncGenerator<Thread, void> {
  for await (const [, group] of groupsOf(parts, ({ thread }) => thread)) {
    const [first, ...rest] = group;
    if (first !== undefined && !first.isReply) yield threadOf(first, rest);
    else {
      orphans.count += group.length;
      for (const alone of group) yield threadOf(alone, []);
    }
  }
}

function threadOf({ place, post, no }: Numbered<PostPart>, replies: readonly PostPart[]): Thread {
  const line = { ...place, ...post, ...(replies.length > 0 ? { replies: replies.map(replyOf) } : {}) };
  return { type: "team" in place ? "post" : "direct_post", at: post.create_at, no, line };
}

function replyOf({ post }: PostPart): WrittenPost {
  return post;
}

function digits(number: number): string {
  return String(number).padStart(DIGITS, "0");
}
