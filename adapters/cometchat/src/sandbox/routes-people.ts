import type { SandboxApp } from "@chat-etl/sandbox";
import {
  actorOf,
  existingGroup,
  existingUser,
  Flag,
  type ListPage,
  OneQuery,
  PageQuery,
  pageAnswer,
  queryOf,
} from "./read-query.ts";
import type { Backend } from "./routes-import.ts";
import type { Slice } from "./state-users.ts";
import { groupView, userView } from "./views.ts";

const UserQuery = PageQuery.extend({ withDeactivated: Flag, onlyDeactivated: Flag });

/** Reading users, groups and who belongs to them. */
export function peopleRoutes(app: SandboxApp, backend: Backend): void {
  userRoutes(app, backend);
  groupRoutes(app, backend);
  memberRoutes(app, backend);
}

function userRoutes(app: SandboxApp, backend: Backend): void {
  const { users } = backend.state;
  app.get("/v3/users", (call) => {
    actorOf(call, backend);
    const query = queryOf(call, UserQuery);
    const scope = query.onlyDeactivated ? "deactivated" : query.withDeactivated ? "all" : "active";
    const rows = users.list(scope, sliceOf(query));
    const data = rows.map((user) => userView(user, query));
    return call.json(pageAnswer({ ...query, data, total: users.count(scope), ...besideCursor(rows) }, backend));
  });
  app.get("/v3/users/:uid", (call) => {
    actorOf(call, backend);
    const user = existingUser(call.req.param("uid"), backend.state);
    return call.json({ data: userView(user, queryOf(call, OneQuery)) });
  });
}

function groupRoutes(app: SandboxApp, backend: Backend): void {
  const { groups, members } = backend.state;
  const membershipOf = (guid: string, uid: string | undefined) => {
    const membership = uid === undefined ? undefined : members.find(guid, uid);
    return membership?.isBanned ? undefined : membership;
  };
  app.get("/v3/groups", (call) => {
    const actor = actorOf(call, backend);
    const query = queryOf(call, PageQuery);
    const rows = groups.list(sliceOf(query));
    const data = rows.map((group) =>
      groupView(group, { withTags: query.withTags, membership: membershipOf(group.guid, actor?.uid) }),
    );
    const cursor = { ...besideCursor(rows), documentedPlace: "inside" } as const;
    return call.json(pageAnswer({ ...query, data, total: groups.count(), ...cursor }, backend));
  });
  app.get("/v3/groups/:guid", (call) => {
    const actor = actorOf(call, backend);
    const group = existingGroup(call.req.param("guid"), backend.state);
    const { withTags } = queryOf(call, OneQuery);
    return call.json({ data: groupView(group, { withTags, membership: membershipOf(group.guid, actor?.uid) }) });
  });
}

function memberRoutes(app: SandboxApp, backend: Backend): void {
  const { members } = backend.state;
  const lists = { members: false, bannedusers: true };
  for (const [path, isBanned] of Object.entries(lists)) {
    app.get(`/v3/groups/:guid/${path}`, (call) => {
      actorOf(call, backend);
      const list = { guid: existingGroup(call.req.param("guid"), backend.state).guid, isBanned };
      const query = queryOf(call, PageQuery);
      const rows = members.list(list, sliceOf(query));
      const data = rows.map(({ user, member: { scope, joinedAt } }) => ({ ...userView(user, query), scope, joinedAt }));
      const cursor = besideCursor(rows.map(({ user }) => user));
      return call.json(pageAnswer({ ...query, data, total: members.count(list), ...cursor }, backend));
    });
  }
}

function sliceOf({ perPage, page }: { readonly perPage: number; readonly page: number }): Slice {
  return { limit: perPage, offset: (page - 1) * perPage };
}

/** Nothing is ever updated here, so an entity's last change is its creation. */
function besideCursor(rows: readonly { readonly createdAt: number }[]): Pick<ListPage, "cursor" | "documentedPlace"> {
  const last = rows.at(-1);
  return { cursor: last && { updatedAt: last.createdAt, affix: "append" }, documentedPlace: "beside" };
}
