import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf, existingMessage } from "../existing.ts";
import type { Reaction } from "../state/reactions.ts";
import type { State } from "../state/state.ts";
import { userEntity } from "../view/users.ts";
import { Affix, PageSize, queryOf, Whole } from "./query.ts";

const DEFAULT_LIMIT = 100;

/** As with messages, the newest page comes unless told. */
const ReactionQuery = z.object({
  affix: Affix.default("prepend"),
  id: Whole.optional(),
  limit: PageSize.default(DEFAULT_LIMIT),
});

/** `GET /messages/{id}/reactions` and `/reactions/{reaction}`. */
export function readReactions(app: SandboxApp, backend: Backend): void {
  app.get("/v3/messages/:id/reactions", (call) => reactionList(call, call.req.param("id"), undefined, backend));
  app.get("/v3/messages/:id/reactions/:reaction", (call) =>
    reactionList(call, call.req.param("id"), call.req.param("reaction"), backend),
  );
}

function reactionList(call: SandboxCall, id: string, reaction: string | undefined, backend: Backend): Response {
  actorOf(call, backend);
  const message = existingMessage(id, backend.state);
  const query = queryOf(call, ReactionQuery);
  const { affix, limit } = query;
  const rows = backend.state.reactions.list(message.id, { ...query, reaction });
  const edge = affix === "append" ? rows.at(-1) : rows[0];
  const meta = { current: { limit, count: rows.length }, next: edge && { affix, id: String(edge.id) } };
  return call.json({ data: rows.map((row) => reactionView(row, backend.state)), meta });
}

function reactionView({ id, messageId, reaction, uid, reactedAt }: Reaction, state: State): object {
  const { entity } = userEntity(uid, {}, state) as { readonly entity: object };
  return { id: String(id), messageId: String(messageId), reaction, uid, reactedAt, reactedBy: entity };
}
