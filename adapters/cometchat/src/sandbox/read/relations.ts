import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf, existingUser } from "../existing.ts";
import type { RelationKind } from "../state/relations.ts";
import { blocksBetween, userView } from "../view/users.ts";
import { changeCursor, pageAnswer, sliceOf } from "./page-answer.ts";
import { PageQuery, queryOf } from "./query.ts";

const RelationQuery = PageQuery.extend({ searchKey: z.string().optional() });

const KINDS: Readonly<Record<string, RelationKind>> = { friends: "friend", blockedusers: "block" };

/** `GET /users/{uid}/friends` and `/blockedusers`. */
export function readRelations(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  for (const [path, kind] of Object.entries(KINDS)) {
    app.get(`/v3/users/:uid/${path}`, (call) => {
      actorOf(call, backend);
      const { uid } = existingUser(call.req.param("uid"), state);
      const query = queryOf(call, RelationQuery);
      const list = { kind, uid, searchKey: query.searchKey };
      const users = state.relations.list(list, sliceOf(query)).map(({ user }) => user);
      const data = users.map((user) => ({ ...userView(user, query), ...blocksBetween(uid, user.uid, state) }));
      const total = state.relations.count(list);
      const cursor = changeCursor(users);
      return call.json(pageAnswer({ ...query, data, total, cursor, documentedPlace: "inside" }, backend));
    });
  }
}
