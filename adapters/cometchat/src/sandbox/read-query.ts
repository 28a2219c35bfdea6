import type { SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { ApiError } from "./errors.ts";
import { detailsOf } from "./fields.ts";
import type { Backend } from "./routes-import.ts";
import type { State } from "./state.ts";
import type { StoredGroup } from "./state-groups.ts";
import type { StoredUser } from "./state-users.ts";

/** `perPage` and `limit`: 1 to 1000 on every list (REST reference). */
const MAX_PAGE = 1000;
const DEFAULT_PER_PAGE = 100;

/** How many entities a page may hold. */
export const PageSize = z.coerce.number().int().min(1).max(MAX_PAGE);
/** `true` or `false`; missing means false. */
export const Flag = z.stringbool().default(false);
/** For a single entity. */
export const OneQuery = z.object({ withTags: Flag });
/** For a page-numbered list. */
export const PageQuery = z.object({
  perPage: PageSize.default(DEFAULT_PER_PAGE),
  page: z.coerce.number().int().min(1).default(1),
  withTags: Flag,
});

/** The query in the schema's form. @throws ApiError 400 */
export function queryOf<Schema extends z.ZodType>(call: SandboxCall, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(call.req.query());
  if (result.success) return result.data;
  throw new ApiError(400, "ERR_BAD_REQUEST", "The given data was invalid.", detailsOf(result.error));
}

/** The user the caller acts for, by header `onBehalfOf`. @throws ApiError 404 */
export function actorOf(call: SandboxCall, { state }: Backend): StoredUser | undefined {
  const uid = call.req.header("onBehalfOf");
  return uid ? existingUser(uid, state) : undefined;
}

/** A deactivated user counts as unknown. @throws ApiError 404 */
export function existingUser(uid: string, state: State): StoredUser {
  const user = state.users.find(uid.toLowerCase());
  if (user && user.deactivatedAt === undefined) return user;
  throw new ApiError(404, "ERR_UID_NOT_FOUND", `The user with uid "${uid}" does not exist.`);
}

/** @throws ApiError 404 */
export function existingGroup(guid: string, state: State): StoredGroup {
  const group = state.groups.find(guid.toLowerCase());
  if (group) return group;
  throw new ApiError(404, "ERR_GUID_NOT_FOUND", `The group with guid "${guid}" does not exist.`);
}

export interface ListPage {
  readonly data: readonly object[];
  readonly total: number;
  readonly perPage: number;
  readonly page: number;
  /** Missing: nothing on this page. */
  readonly cursor?: object | undefined;
  /** Where the documentation's example of this list has the cursor. */
  readonly documentedPlace: "inside" | "beside";
}

/** The answer of a page-numbered list (CometChat sheet, 4.4). */
export function pageAnswer({ data, total, perPage, page, cursor, documentedPlace }: ListPage, { options }: Backend) {
  const pagination = {
    total: options.totalZero ? 0 : total,
    count: data.length,
    per_page: perPage,
    current_page: page,
    total_pages: options.totalZero ? 1 : Math.max(1, Math.ceil(total / perPage)),
  };
  const place = options.cursorPlace === "documented" ? documentedPlace : options.cursorPlace;
  if (cursor === undefined) return { data, meta: { pagination } };
  return place === "inside" ? { data, meta: { pagination, cursor } } : { data, meta: { pagination }, cursor };
}
