import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import type { Backend } from "../backend.ts";
import { conversationIdOf } from "../conversation-id.ts";
import { actorOf, checkJoined, existingGroup, existingMessage, existingUser } from "../existing.ts";
import type { MessageFilter } from "../state/message-search.ts";
import type { StoredMessage } from "../state/messages.ts";
import { messageView } from "../view/messages.ts";
import { AppMessageQuery, appFilterOf, filterOf, MessageQuery, PagedMessageQuery } from "./message-query.ts";
import { pageAnswer, sliceOf } from "./page-answer.ts";
import { OneQuery, queryOf } from "./query.ts";

/** Reading messages: of the whole app, of a user or group, a single one, and a thread. */
export function readMessages(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.get("/v3/messages", (call) => {
    const actor = actorOf(call, backend)?.uid;
    const query = queryOf(call, AppMessageQuery);
    if (query.count && query.unread && actor !== undefined) return unreadCounts(call, actor, backend);
    return cursorList(call, { query, filter: appFilterOf(query, actor, state), actor, backend });
  });
  app.get("/v3/messages/:id", (call) => {
    const actor = actorOf(call, backend)?.uid;
    const message = existingMessage(call.req.param("id"), state);
    return call.json({ data: messageView(message, { ...queryOf(call, OneQuery), actor, backend }) });
  });
  app.get("/v3/messages/:id/thread", (call) => {
    const actor = actorOf(call, backend)?.uid;
    const parentId = existingMessage(call.req.param("id"), state).id;
    return pagedList(call, { narrow: { parentId }, actor, backend });
  });
  conversationLists(app, backend);
}

function conversationLists(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.get("/v3/users/:uid/messages", (call) => {
    const actor = actorOf(call, backend)?.uid;
    const { uid } = existingUser(call.req.param("uid"), state);
    if (actor === undefined) return pagedList(call, { narrow: { party: uid }, actor, backend });
    const query = queryOf(call, MessageQuery);
    const filter = { ...filterOf(query, actor, state), conversationId: conversationIdOf("user", actor, uid) };
    if (query.count) return call.json({ data: [countOf("user", uid, state.messages.count(filter))] });
    return cursorList(call, { query, filter, actor, backend });
  });
  app.get("/v3/groups/:guid/messages", (call) => {
    const actor = actorOf(call, backend)?.uid;
    const { guid, conversationId } = existingGroup(call.req.param("guid"), state);
    if (actor !== undefined) checkJoined(guid, actor, state);
    const query = queryOf(call, MessageQuery);
    const filter = { ...filterOf(query, actor, state), conversationId };
    if (query.count) return call.json({ data: [countOf("group", guid, state.messages.count(filter))] });
    return cursorList(call, { query, filter, actor, backend });
  });
}

interface Listing {
  readonly query: MessageQuery;
  readonly filter: MessageFilter;
  readonly actor: string | undefined;
  readonly backend: Backend;
}

/** A list that goes on from the id it ended with. Past the end there is no `next`. */
function cursorList(call: SandboxCall, { query, filter, actor, backend }: Listing): Response {
  const { affix, id, limit, withTags } = query;
  const rows = backend.state.messages.list(filter, { affix, id, limit, offset: 0 });
  const edge = edgeOf(rows, affix);
  const meta = {
    current: { limit, count: rows.length },
    next: edge && { affix, sentAt: edge.sentAt, id: String(edge.id) },
  };
  return call.json({ data: rows.map((row) => messageView(row, { withTags, actor, backend })), meta });
}

interface PagedListing extends Pick<Listing, "actor" | "backend"> {
  readonly narrow: MessageFilter;
}

/** A list by page numbers. The cursor's id is a number here. */
function pagedList(call: SandboxCall, { narrow, actor, backend }: PagedListing): Response {
  const query = queryOf(call, PagedMessageQuery);
  const { affix, id, withTags } = query;
  const filter = { ...filterOf(query, actor, backend.state), ...narrow };
  const rows = backend.state.messages.list(filter, { affix, id, ...sliceOf(query) });
  const edge = edgeOf(rows, affix);
  const cursor = edge && { id: edge.id, affix };
  const data = rows.map((row) => messageView(row, { withTags, actor, backend }));
  const total = backend.state.messages.count(filter);
  return call.json(pageAnswer({ ...query, data, total, cursor, documentedPlace: "inside" }, backend));
}

/** Where the list goes on. */
function edgeOf(rows: readonly StoredMessage[], affix: MessageQuery["affix"]): StoredMessage | undefined {
  return affix === "append" ? rows.at(-1) : rows[0];
}

/** Not documented in the reference; it is how the SDKs' answers look. */
function countOf(entityType: "user" | "group", entityId: string, count: number): object {
  return { entityId, entityType, count };
}

function unreadCounts(call: SandboxCall, uid: string, { state }: Backend): Response {
  const rows = state.conversations.list({ uid, isUnread: true }, { limit: 1000, offset: 0 });
  const data = rows.map(({ conversationId, conversationType, other }) =>
    countOf(conversationType, other, state.receipts.unread({ conversationId, uid })),
  );
  return call.json({ data });
}
