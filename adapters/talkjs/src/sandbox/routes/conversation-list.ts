import * as z from "zod";
import { check, invalid, missing } from "../answers.ts";
import { instantOf, limitOf, unknownCursor } from "../paging.ts";
import type { TalkRequest } from "../request.ts";
import type { TalkConversation } from "../shapes.ts";
import type { ConversationQuery, UserScope } from "../state/conversations.ts";
import { conversationView } from "../views.ts";
import { type Filter, filterOf } from "./filter.ts";

export function listConversations(request: TalkRequest): unknown {
  return list(request, undefined);
}

export function listConversationsOfUser(request: TalkRequest): unknown {
  const { params, state, version, query } = request;
  if (state.users.get(params.userId) === undefined) {
    if (version >= UNKNOWN_USER_IS_404) throw missing("USER", params.userId);
    return { data: [] };
  }
  return list(request, {
    userId: params.userId,
    includesLeft: version < LEAVING_TAKES_THE_LIST,
    unreadsOnly: query.unreadsOnly === "true",
  });
}

/** What changed with which API version (TalkJS sheet, section 1). */
const ORDER_IS_CHOSEN = "2021-02-09";
const LEAVING_TAKES_THE_LIST = "2021-07-30";
const UNKNOWN_USER_IS_404 = "2024-01-01";

function list(request: TalkRequest, user: UserScope | undefined): unknown {
  const { query, state, options } = request;
  const limit = limitOf(request, options.conversationPageMax);
  const after = query.startingAfter;
  const filter = filterOf(query.filter);
  const order = orderOf(request);
  if (after !== undefined && !state.conversations.isKnown(after)) return unknownCursor(request);
  const found: TalkConversation[] = [];
  for (const conversation of state.conversations.iterate({ ...order, ...boundsOf(request), after, user })) {
    if (!matches(request, filter, { id: conversation.id, custom: conversation.custom, user })) continue;
    const view = conversationView(request, conversation);
    if (user?.unreadsOnly && view.participants[user.userId]?.isUnread === false) continue;
    found.push(view);
    if (found.length === limit) break;
  }
  return { data: found };
}

const OrderQuery = z.object({
  orderBy: z.enum(["createdAt", "lastActivity"]).default("lastActivity"),
  orderDirection: z.enum(["ASC", "DESC"]).default("DESC"),
});

/** Before its version, the order was fixed and asking for another one had no effect (E30). */
function orderOf(request: TalkRequest): Pick<ConversationQuery, "orderBy" | "direction" | "offsetTs"> {
  if (request.version < ORDER_IS_CHOSEN) return { orderBy: "createdAt", direction: "DESC" };
  const { orderBy, orderDirection } = check(OrderQuery, request.query);
  return {
    orderBy: orderBy === "createdAt" ? "createdAt" : "activityAt",
    direction: orderDirection,
    offsetTs: instantOf(request, "offsetTs"),
  };
}

function boundsOf(request: TalkRequest): Pick<ConversationQuery, "lastMessageAfter" | "lastMessageBefore"> {
  return {
    lastMessageAfter: instantOf(request, "lastMessageAfter"),
    lastMessageBefore: instantOf(request, "lastMessageBefore"),
  };
}

interface Candidate {
  readonly id: string;
  readonly custom: TalkConversation["custom"];
  readonly user: UserScope | undefined;
}

/** `access` asks for the access of the user whose list it is; in the list of all there is none to ask for. */
function matches({ state }: TalkRequest, filter: Filter, { id, custom, user }: Candidate): boolean {
  if (!filter.custom(custom)) return false;
  if (filter.access === undefined) return true;
  if (user === undefined)
    throw invalid({ filter: "The access of whom? Only a user's own list can be filtered by it." });
  const member = state.participants.get(id, user.userId);
  return filter.access(member?.state === "in" ? member.access : "None");
}
