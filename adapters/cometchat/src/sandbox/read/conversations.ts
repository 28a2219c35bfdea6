import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf } from "../existing.ts";
import { conversationView } from "../view/conversations.ts";
import { pageAnswer, sliceOf } from "./page-answer.ts";
import { Flag, PageQuery, queryOf, Words } from "./query.ts";

const ConversationQuery = PageQuery.extend({
  conversationType: z.enum(["user", "group"]).optional(),
  tags: Words,
  unread: Flag,
  searchKey: z.string().optional(),
  userTags: Words,
  groupTags: Words,
  withUserAndGroupTags: Flag,
});

/** `GET /conversations`: on behalf of a user his own, else one row per user and conversation. */
export function readConversations(app: SandboxApp, backend: Backend): void {
  const { conversations } = backend.state;
  app.get("/v3/conversations", (call) => {
    const actor = actorOf(call, backend);
    const query = queryOf(call, ConversationQuery);
    const filter = { ...query, uid: actor?.uid, isUnread: query.unread };
    const data = conversations.list(filter, sliceOf(query)).map((row) => conversationView(row, query, backend));
    return call.json(
      pageAnswer({ ...query, data, total: conversations.count(filter), documentedPlace: "beside" }, backend),
    );
  });
}
