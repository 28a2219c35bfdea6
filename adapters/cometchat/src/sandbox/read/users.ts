import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf, existingUser } from "../existing.ts";
import type { UserFilter } from "../state/users.ts";
import { userSeenBy } from "../view/users.ts";
import { changeCursor, pageAnswer, sliceOf } from "./page-answer.ts";
import { Flag, OneQuery, PageQuery, queryOf, Words } from "./query.ts";

const UserQuery = PageQuery.extend({
  withDeactivated: Flag,
  onlyDeactivated: Flag,
  role: z.string().optional(),
  roles: Words,
  tags: Words,
  searchKey: z.string().optional(),
  searchIn: Words.transform((words) => words?.filter((word) => word === "name" || word === "uid")),
  status: z.enum(["available", "online", "offline"]).optional(),
});
type UserQuery = z.output<typeof UserQuery>;

/** `GET /users` and `GET /users/{uid}`. */
export function readUsers(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.get("/v3/users", (call) => {
    const actor = actorOf(call, backend);
    const query = queryOf(call, UserQuery);
    // Nobody is ever online here.
    const isEmpty = query.status === "available" || query.status === "online";
    const rows = isEmpty ? [] : state.users.list(filterOf(query), sliceOf(query));
    const total = isEmpty ? 0 : state.users.count(filterOf(query));
    const data = rows.map((user) => userSeenBy(actor, user, query, state));
    return call.json(
      pageAnswer({ ...query, data, total, cursor: changeCursor(rows), documentedPlace: "beside" }, backend),
    );
  });
  app.get("/v3/users/:uid", (call) => {
    const actor = actorOf(call, backend);
    const user = existingUser(call.req.param("uid"), state);
    return call.json({ data: userSeenBy(actor, user, queryOf(call, OneQuery), state) });
  });
}

function filterOf({ withDeactivated, onlyDeactivated, role, roles, tags, searchKey, searchIn }: UserQuery): UserFilter {
  const scope = onlyDeactivated ? "deactivated" : withDeactivated ? "all" : "active";
  return { scope, roles: roles ?? (role === undefined ? undefined : [role]), tags, searchKey, searchIn };
}
