import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { actorOf, existingGroup, membershipOf } from "../existing.ts";
import type { GroupFilter } from "../state/groups.ts";
import { groupView } from "../view/groups.ts";
import { changeCursor, pageAnswer, sliceOf } from "./page-answer.ts";
import { Affix, Flag, OneQuery, PageQuery, queryOf, Whole, Words } from "./query.ts";

const GroupQuery = PageQuery.extend({
  affix: Affix.default("append"),
  updatedAt: Whole.optional(),
  sortBy: z.enum(["name", "guid", "createdAt"]).optional(),
  sortOrder: z.enum(["asc", "desc"]).default("asc"),
  searchKey: z.string().optional(),
  searchIn: Words.transform((words) => words?.filter((word) => word === "name" || word === "guid")),
  type: Words,
  types: Words,
  tags: Words,
  hasJoined: Flag,
});
type GroupQuery = z.output<typeof GroupQuery>;

/** `GET /groups` and `GET /groups/{guid}`. */
export function readGroups(app: SandboxApp, backend: Backend): void {
  const { state, options } = backend;
  app.get("/v3/groups", (call) => {
    const actor = actorOf(call, backend);
    const query = queryOf(call, GroupQuery);
    const filter = filterOf(query, actor?.uid);
    const rows = state.groups.list(filter, { ...sliceOf(query), ...query });
    const data = rows.map((group) =>
      groupView(group, { withTags: query.withTags, membership: membershipOf(group.guid, actor?.uid, state) }),
    );
    const cursor = changeCursor(rows);
    const total = state.groups.count(filter);
    const answer = pageAnswer({ ...query, data, total, cursor, documentedPlace: "inside" }, backend);
    return call.json(options.groupsData === "map" ? { ...answer, data: { ...data } } : answer);
  });
  app.get("/v3/groups/:guid", (call) => {
    const actor = actorOf(call, backend);
    const group = existingGroup(call.req.param("guid"), state);
    const { withTags } = queryOf(call, OneQuery);
    return call.json({ data: groupView(group, { withTags, membership: membershipOf(group.guid, actor?.uid, state) }) });
  });
}

/** On behalf of a user, private groups he has not joined are hidden. */
function filterOf(
  { type, types, tags, searchKey, searchIn, hasJoined, affix, updatedAt }: GroupQuery,
  actor?: string,
): GroupFilter {
  return {
    types: types ?? type,
    tags,
    searchKey,
    searchIn,
    joinedBy: hasJoined ? actor : undefined,
    visibleTo: actor,
    ...(affix === "append" ? { changedAfter: updatedAt } : { changedBefore: updatedAt }),
  };
}
