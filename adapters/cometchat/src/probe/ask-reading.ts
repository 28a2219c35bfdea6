import type { Answer } from "@chat-etl/sdk";
import { holds, namesIn, peek, quoted, rowsIn } from "./peek.ts";
import type { Probe } from "./probe.ts";
import { tryRows } from "./try-rows.ts";

/** U6: how a message's key comes back. */
export async function* askMuid({ app, world }: Probe): AsyncGenerator<Answer> {
  const row = world.message("muid");
  const first = (await tryRows(app, "messages", [row])).of(row);
  const { body } = await app.ask({ method: "GET", path: `/messages/${first.id ?? 0}` });
  const again = await tryRows(app, "messages", [row]);
  const shows = peek(body, "data", "muid") === undefined ? "does not show" : "shows";
  const carries = holds(peek(again.answer.body, "data", String(row.muid)), "id") ? "tells" : "does not tell";
  yield { question: "U6", message: `Reading a message ${shows} its muid; sending it again ${carries} its id.` };
}

/** U15, U16: lists of messages. */
export async function* askLists({ app, world }: Probe): AsyncGenerator<Answer> {
  const list = async (path: string, query: Readonly<Record<string, string>>) =>
    (await app.ask({ method: "GET", path, query })).body;
  const path = `/groups/${world.guid}/messages`;
  const all = await list(path, { affix: "append", id: "0", limit: "1000" });
  const ids = rowsIn(all).map((row) => String(peek(row, "id")));
  const [first = "0", last = "0"] = [ids[0], ids.at(-1)];
  const few = rowsIn(await list(path, { limit: "2" })).map((row) => String(peek(row, "id")));
  const behind = rowsIn(await list(path, { affix: "append", id: first, limit: "1000" }));
  const end = await list(path, { affix: "append", id: last, limit: "1000" });
  const order = few.includes(last) ? "the newest messages" : few.includes(first) ? "the oldest messages" : "others";
  const ascending = few.every((id, index) => index === 0 || Number(few[index - 1]) < Number(id));
  const inclusive = behind.some((row) => String(peek(row, "id")) === first) ? "included" : "left out";
  const next = peek(end, "meta", "next") === undefined ? "no next" : "a next";
  yield {
    question: "U15",
    message: `A list without a direction gives ${order}, ${ascending ? "oldest" : "newest"} first; the message at the id it begins from is ${inclusive}; past the end there is ${next}.`,
  };
  const wide = rowsIn(await list("/messages", { affix: "append", id: String(Number(first) - 1), limit: "1000" }));
  const found = new Set(wide.map((row) => String(peek(row, "id"))));
  const count = ids.filter((id) => found.has(id)).length;
  yield {
    question: "U16",
    message: `The list of the whole app has ${count} of the ${ids.length} messages of a private group, without acting for anybody.`,
  };
}

/** U13, as far as reading shows it. */
export async function* askCounts({ app, world }: Probe): AsyncGenerator<Answer> {
  const group = await app.ask({ method: "GET", path: `/groups/${world.guid}` });
  const members = await app.ask({ method: "GET", path: `/groups/${world.guid}/members`, query: { perPage: "100" } });
  const conversations = await app.ask({
    method: "GET",
    path: "/conversations",
    query: { conversationType: "group" },
    headers: { onBehalfOf: world.id("member") },
  });
  const own = rowsIn(conversations.body).find((row) => peek(row, "conversationId") === `group_${world.guid}`);
  const counted = Number(peek(group.body, "data", "membersCount")) === rowsIn(members.body).length;
  const shown =
    own === undefined ? "not shown" : `shown with${holds(own, "lastMessage") ? "" : "out"} its last message`;
  const unread = Number(peek(own, "unreadMessageCount") ?? 0);
  yield {
    question: "U13",
    message: `A group's membersCount is ${counted ? "right" : "not right"} after an import; a member's conversation is ${shown} and ${unread} unread messages. Not asked: whether an import fires webhooks or push; register a webhook in a test app and import one message by hand.`,
  };
}

/** U21, U17: what reading shows of mentions, and of a deleted message. */
export async function* askTraces({ app, world }: Probe): AsyncGenerator<Answer> {
  const row = world.message("mention", { data: { text: `<@uid:${world.id("owner")}> etl probe` } });
  const { id } = (await tryRows(app, "messages", [row])).of(row);
  const read = async () => (await app.ask({ method: "GET", path: `/messages/${id ?? 0}` })).body;
  const before = await read();
  const known = new Set([...Object.keys(row), "id", "conversationId", "updatedAt"]);
  const fields = namesIn(peek(before, "data")).filter((name) => !known.has(name));
  const inside = namesIn(peek(before, "data", "data")).filter((name) => !["text", "entities"].includes(name));
  yield {
    question: "U21",
    message: `A message with a mention shows these further fields: ${quoted(fields)}; in its data: ${quoted(inside)}. Not asked: how replies are counted; reply to a message by hand and read it.`,
  };
  await app.ask({ method: "DELETE", path: `/messages/${id ?? 0}`, body: {} });
  const after = await read();
  const keeps = peek(after, "data", "data", "text") === undefined ? "does not show" : "still shows";
  const marked =
    peek(after, "data", "deletedAt") === undefined ? "A message could not be deleted: it" : "A deleted message";
  yield { question: "U17", message: `${marked} ${keeps} what it said.` };
}

/** U19: what no test app shows at will. */
export async function* tellNotAsked(): AsyncGenerator<Answer> {
  yield {
    question: "U19",
    message:
      "Not asked: how a plan's limits are answered and which quota member changes count for; use up a small plan by hand.",
  };
}
