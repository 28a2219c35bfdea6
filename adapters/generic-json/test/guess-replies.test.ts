import { describe, expect, it } from "vitest";
import { readByGuess, written } from "./guess-export.ts";

/** The first of May 2024, ten o'clock UTC, and so many minutes later. */
const iso = (count: number): string => new Date(Date.UTC(2024, 4, 1, 10) + count * 60_000).toISOString();

/** Posts that answer each other, numbered through all of them. `nameId` is called with the number, and tells the id. */
function threadsOf(name: string, nameId: (count: number) => string | number) {
  const ids: string[] = [];
  const answers: [id: string, to: string][] = [];
  const post = (depth: number, parent: string | undefined): object => {
    const id = nameId(ids.length + 1);
    const at = ids.push(String(id));
    if (parent !== undefined) answers.push([String(id), parent]);
    const replies = Array.from({ length: depth === 4 ? 0 : 1 + (at % 2) }, () => post(depth + 1, String(id)));
    return {
      [name]: id,
      by: at % 2 ? "ann" : "bo",
      when: iso(at),
      text: `words of message ${at}`,
      replies,
      likes: at % 3 ? [] : ["ann", "bo"],
      files: at % 4 ? [] : [{ name: `plan ${at}.pdf`, url: `https://files.test/${at}.pdf` }],
    };
  };
  const threads = Array.from({ length: 6 }, (_, at) => ({
    tid: `T${at + 1}`,
    title: `All about ${at}`,
    posts: [post(0, undefined), post(0, undefined), post(0, undefined)],
  }));
  return { ids, answers, threads };
}

describe("reads posts in threads, and the replies inside them, once each", () => {
  it.each(["pid", "id", "mid", "post_id"])("by their ids, called %s", async (name) => {
    const { ids, answers, threads } = threadsOf(name, (count) => `P${String(count).padStart(4, "0")}`);
    const { messages, of, text, rejected } = await readByGuess(written({ "board.json": { threads } }));
    expect(ids.length).toBeGreaterThan(100);
    expect(rejected).toEqual([]);
    expect(messages, text).toHaveLength(ids.length);
    expect(messages.map(({ id }) => id).sort()).toEqual(ids);
    const found = messages.flatMap(({ id, replyToId }) => (replyToId === undefined ? [] : [[id, replyToId]]));
    expect(found.sort()).toEqual(answers.sort());
    expect(text.match(/^ +select: .*$/gm)?.map((line) => line.trim())).toEqual(["select: threads.*.posts"]);
    expect(of("message")).toContainEqual(
      expect.objectContaining({
        id: ids[11],
        attachments: [expect.objectContaining({ name: "plan 12.pdf", url: "https://files.test/12.pdf" })],
        reactions: [expect.objectContaining({ userId: "ann" }), expect.objectContaining({ userId: "bo" })],
      }),
    );
    const rooms = new Set(of("conversation").map((one) => (one as unknown as { readonly id: string }).id));
    expect(rooms).toEqual(new Set(["T1", "T2", "T3", "T4", "T5", "T6"]));
    expect(new Set(messages.map(({ conversationId }) => conversationId))).toEqual(rooms);
  });

  it.each(["no", "id"])("by numbers, called %s, with the thread in front of both", async (name) => {
    const { ids, answers, threads } = threadsOf(name, (count) => count);
    const { messages, text } = await readByGuess(written({ "board.json": { threads } }));
    const number = (id: string) => id.replace(/^T\d\//, "");
    expect(messages, text).toHaveLength(ids.length);
    expect(messages.every(({ id, conversationId }) => id.startsWith(`${conversationId}/`))).toBe(true);
    expect(messages.map(({ id }) => number(id)).sort()).toEqual(ids.sort());
    expect(messages.filter(({ replyToId }) => replyToId !== undefined)).toHaveLength(answers.length);
  });

  it("though replies are numbered as posts are: no reply takes the place of a post", async () => {
    const said = (id: number, at: number) => ({ id, by: at % 2 ? "ann" : "bo", when: iso(at), text: `words of ${at}` });
    const posts = [0, 1, 2, 3].map((at) => ({
      ...said(at + 1, at),
      answers: [said(at + 1, at + 10)],
      comments: [said(at + 51, at + 20)],
      edits: [said(at + 91, at + 30)],
    }));
    const { messages, text } = await readByGuess(written({ "board.json": { posts } }));
    expect(messages, text).toHaveLength(12);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(12);
    expect(messages.filter(({ id }) => /^5\d$/.test(id)).map(({ replyToId }) => replyToId)).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
  });
});
