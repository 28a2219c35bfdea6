import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf, existingGroup } from "../existing.ts";
import { userSeenBy } from "../view/users.ts";
import { changeCursor, pageAnswer, sliceOf } from "./page-answer.ts";
import { PageQuery, queryOf, Words } from "./query.ts";

const MemberQuery = PageQuery.extend({
  scopes: Words,
  status: z.enum(["available", "online", "offline"]).optional(),
});

/** `GET /groups/{guid}/members` and `/bannedusers`. */
export function readMembers(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  for (const [path, isBanned] of Object.entries({ members: false, bannedusers: true })) {
    app.get(`/v3/groups/:guid/${path}`, (call) => {
      const actor = actorOf(call, backend);
      const { guid } = existingGroup(call.req.param("guid"), state);
      const query = queryOf(call, MemberQuery);
      const isEmpty = query.status === "available" || query.status === "online";
      const list = { guid, isBanned, scopes: isEmpty ? [] : query.scopes };
      const rows = state.members.list(list, sliceOf(query));
      const data = rows.map(({ user, member: { scope, joinedAt } }) => ({
        ...userSeenBy(actor, user, query, state),
        scope,
        joinedAt,
      }));
      const cursor = changeCursor(rows.map(({ user }) => user));
      const total = state.members.count(list);
      return call.json(pageAnswer({ ...query, data, total, cursor, documentedPlace: "beside" }, backend));
    });
  }
}
