import { conversationOf, type Draft, humans, place, post, reply, someInstant } from "../draft.ts";
import { addTombstone } from "../subtype-scenes.ts";
import { DAY, HOUR, MINUTE, tsOf } from "../timestamps.ts";

/** §7 rule 4: replies that outlived their root. */
export function missingRoot(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const [one, other] = humans(draft);
  const rootAt = draft.start - 40 * DAY;
  for (const user of [one, other]) {
    const fields = { user, text: "as I said", thread_ts: tsOf(rootAt), parent_user_id: one };
    const { raw } = post(home, someInstant(draft), fields);
    place(draft, "missing-root", { conversationId: home.id, ts: String(raw.ts), detail: `root ${tsOf(rootAt)}` });
  }
}

export function tombstoneRoot(draft: Draft): void {
  const conversation = conversationOf(draft, "public");
  const [user = "", other = ""] = humans(draft);
  const root = addTombstone({ conversation, at: someInstant(draft), user, other });
  place(draft, "tombstone-root", { conversationId: conversation.id, ts: String(root.raw.ts) });
}

/** §7 rule 2: the root knows its replies, and does not say that it is a root. */
export function rootWithoutThreadTs(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const [one, other] = humans(draft);
  const root = post(home, someInstant(draft), { user: one, text: "an old thread" });
  reply(home, root, root.at + HOUR, { user: other, text: "an old answer" });
  delete root.raw.thread_ts;
  place(draft, "root-without-thread-ts", { conversationId: home.id, ts: String(root.raw.ts) });
}

/** §5: `reply_users` is capped; who replied has to be counted. */
export function truncatedReplyUsers(draft: Draft): void {
  const home = conversationOf(draft, "public");
  const people = humans(draft);
  const root = post(home, someInstant(draft), { user: people[0], text: "roll call" });
  for (const [index, user] of people.entries())
    reply(home, root, root.at + (index + 1) * MINUTE, { user, text: "here" });
  root.raw.reply_users = people.slice(0, 2);
  place(draft, "truncated-reply-users", { conversationId: home.id, ts: String(root.raw.ts) });
}
