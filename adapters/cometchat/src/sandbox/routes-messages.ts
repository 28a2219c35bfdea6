import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { ApiError } from "./errors.ts";
import {
  actorOf,
  existingGroup,
  existingUser,
  Flag,
  OneQuery,
  PageQuery,
  PageSize,
  pageAnswer,
  queryOf,
} from "./read-query.ts";
import type { Backend } from "./routes-import.ts";
import type { MessageFilter, StoredMessage } from "./state-messages.ts";
import { messageView } from "./views.ts";

/** Documented default of `limit` on message lists. */
const DEFAULT_LIMIT = 10;

const List = z.string().transform((words) => words.split(","));
const Whole = z.coerce.number().int().nonnegative();

/** Without `affix` the newest page comes; the documentation leaves it open. */
const MessageQuery = z.object({
  affix: z.enum(["append", "prepend"]).default("prepend"),
  id: Whole.optional(),
  limit: PageSize.default(DEFAULT_LIMIT),
  sender: z.string().toLowerCase().optional(),
  category: List.optional(),
  categories: List.optional(),
  type: List.optional(),
  types: List.optional(),
  fromTimestamp: Whole.optional(),
  toTimestamp: Whole.optional(),
  withTags: Flag,
});
const AppMessageQuery = MessageQuery.extend({
  conversationId: z.string().optional(),
  receiverType: z.string().optional(),
});
const UserMessageQuery = MessageQuery.extend(PageQuery.shape);

type MessageQuery = z.output<typeof MessageQuery>;

/** Reading messages. On `/v3/messages` the acting user is only checked: it shows the whole app to everybody. */
export function messageRoutes(app: SandboxApp, backend: Backend): void {
  app.get("/v3/messages", (call) => {
    actorOf(call, backend);
    const query = queryOf(call, AppMessageQuery);
    const { conversationId, receiverType } = query;
    return cursorList(call, { query, narrow: { conversationId, receiverType }, backend });
  });
  app.get("/v3/messages/:id", (call) => {
    actorOf(call, backend);
    const message = existingMessage(call.req.param("id"), backend);
    return call.json({ data: viewOf(message, queryOf(call, OneQuery), backend) });
  });
  app.get("/v3/users/:uid/messages", (call) => {
    const actor = actorOf(call, backend);
    const { uid } = existingUser(call.req.param("uid"), backend.state);
    if (actor === undefined) return pagedList(call, uid, backend);
    const conversationId = [actor.uid, uid].sort().join("_user_");
    return cursorList(call, { query: queryOf(call, MessageQuery), narrow: { conversationId }, backend });
  });
  app.get("/v3/groups/:guid/messages", (call) => {
    const actor = actorOf(call, backend);
    const { guid, conversationId } = existingGroup(call.req.param("guid"), backend.state);
    if (actor) checkJoined(guid, actor.uid, backend);
    return cursorList(call, { query: queryOf(call, MessageQuery), narrow: { conversationId }, backend });
  });
}

function existingMessage(id: string, { state }: Backend): StoredMessage {
  const message = /^\d{1,15}$/.test(id) ? state.messages.find(Number(id)) : undefined;
  if (message) return message;
  throw new ApiError(404, "ERR_MESSAGE_ID_NOT_FOUND", `The message with id "${id}" does not exist.`);
}

function checkJoined(guid: string, uid: string, { state }: Backend): void {
  const membership = state.members.find(guid, uid);
  if (membership && !membership.isBanned) return;
  throw new ApiError(403, "ERR_GROUP_NOT_JOINED", `The user "${uid}" has not joined the group "${guid}".`);
}

interface Listing {
  readonly query: MessageQuery;
  readonly narrow: MessageFilter;
  readonly backend: Backend;
}

/** A list that goes on from the id it ended with. Past the end there is no `next`. */
function cursorList(call: SandboxCall, { query, narrow, backend }: Listing): Response {
  const { affix, id, limit } = query;
  const rows = backend.state.messages.list({ ...filterOf(query), ...narrow }, { affix, id, limit, offset: 0 });
  const edge = affix === "append" ? rows.at(-1) : rows[0];
  const current = { limit, count: rows.length };
  const next = edge && { affix, sentAt: edge.sentAt, id: String(edge.id) };
  return call.json({ data: rows.map((row) => viewOf(row, query, backend)), meta: { current, next } });
}

/** All that one user sent or received one to one, by page numbers. The cursor's id is a number here. */
function pagedList(call: SandboxCall, party: string, backend: Backend): Response {
  const query = queryOf(call, UserMessageQuery);
  const { affix, perPage, page } = query;
  const filter = { ...filterOf(query), party };
  const slice = { affix, id: query.id, limit: perPage, offset: (page - 1) * perPage };
  const rows = backend.state.messages.list(filter, slice);
  const edge = affix === "append" ? rows.at(-1) : rows[0];
  const cursor = edge && { id: edge.id, affix };
  const data = rows.map((row) => viewOf(row, query, backend));
  const total = backend.state.messages.count(filter);
  return call.json(pageAnswer({ data, total, perPage, page, cursor, documentedPlace: "inside" }, backend));
}

function filterOf({
  sender,
  category,
  categories,
  type,
  types,
  fromTimestamp,
  toTimestamp,
}: MessageQuery): MessageFilter {
  return {
    sender,
    categories: categories ?? category,
    types: types ?? type,
    fromTimestamp,
    // Documented: ignored without a beginning.
    toTimestamp: fromTimestamp === undefined ? undefined : toTimestamp,
  };
}

function viewOf(message: StoredMessage, { withTags }: Pick<MessageQuery, "withTags">, backend: Backend): object {
  return messageView(message, { state: backend.state, withMuid: backend.options.muidOnRead, withTags });
}
