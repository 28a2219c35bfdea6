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

/** Lines of posts and, behind those, of direct ones; oldest first, of one instant as they arrived. */
export async function* threadLines(files: PartFiles): AsyncGenerator<{ readonly type: Thread["type"] }, void> {
  const orphans: Orphans = { count: 0 };
  const parts = sorted<PostPart>(files, "posts", ({ thread, isReply, post, no }) =>
    [thread, isReply ? "1" : "0", digits(post.create_at), digits(no)].join("\u0000"),
  );
  const keyOf = ({ type, at, no }: Thread) => [type === "post" ? "0" : "1", digits(at), digits(no)].join("");
  for await (const { type, line } of sortValues(threadsOf(parts, orphans), { keyOf, ...files }))
    yield { type, [type]: line };
  if (orphans.count === 0) return;
  const count = orphans.count.toLocaleString("en-US");
  files.onNotice?.("replies-alone", `${count} replies stand as posts of their own: what they answer was not sent.`);
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
