import { parseCursor } from "@chat-etl/io";
import type { EpochMs } from "@chat-etl/model";
import type { Cursor, Page } from "@chat-etl/sdk";
import * as z from "zod";
import { textOf } from "../normalize/fields.ts";
import type { CometchatSourceConfig } from "../source-config.ts";
import { WireRole } from "../wire-shown.ts";
import type { Rules } from "../wire-values.ts";
import { type List, type Lister, named, SERVICE } from "./ask.ts";
import { type EachOf, type InnerPage, ItemSpot, readEachOf } from "./each-of.ts";
import { GoneError } from "./failure.ts";
import { PageSpot, readNumbered } from "./numbered-list.ts";

/** What every stream is read with. */
export interface Reading {
  readonly config: CometchatSourceConfig;
  readonly rules: Rules;
  readonly lister: Lister;
  /** Messages sent before are not asked for. Missing: all are. */
  readonly since?: EpochMs | undefined;
}

/** Without these tags and deactivated users are left out (T38). */
const USERS: List = { path: "/users", query: { withTags: "true", withDeactivated: "true" } };

/** In an order that writing does not change. */
export const GROUPS: List = {
  path: "/groups",
  query: { withTags: "true", sortBy: "createdAt", sortOrder: "asc" },
};

/** Of groups it is not kept up beyond 300 members; those come from their own list (T35). */
export const PAIRS: List = { path: "/conversations", query: { conversationType: "user", withTags: "true" } };

const ROLES: List = { path: "/roles" };

/** The role that every app has. */
const DEFAULT_ROLE = "default";

const User = z.object({ uid: z.union([z.string().min(1), z.number().transform(String)]) });
const Group = z.object({
  guid: z.union([z.string().min(1), z.number().transform(String)]),
  owner: z.string().optional().catch(undefined),
});

export async function* readRoles(after: Cursor | undefined, reading: Reading): AsyncGenerator<Page> {
  const wrap = (role: unknown) => (isDefaultRole(role) ? undefined : { role });
  yield* readValues(ROLES, { after, reading, wrap: async (rows) => rows.map(wrap) });
}

export async function* readUsers(after: Cursor | undefined, reading: Reading): AsyncGenerator<Page> {
  const roles = await rolesOf(reading);
  const wrap = async (user: unknown) => ({
    user,
    role: roles.get(textOf(Reflect.get(Object(user), "role")) ?? ""),
    ...(await relationsOf(user, reading)),
    rules: reading.rules,
  });
  yield* readValues(USERS, { after, reading, wrap: (rows) => Promise.all(rows.map(wrap)) });
}

export async function* readGroups(after: Cursor | undefined, reading: Reading): AsyncGenerator<Page> {
  const { rules } = reading;
  yield* readValues(GROUPS, { after, reading, wrap: async (rows) => rows.map((group) => ({ group, rules })) });
}

export async function* readConversations(after: Cursor | undefined, reading: Reading): AsyncGenerator<Page> {
  yield* readValues(PAIRS, { after, reading, wrap: async (rows) => rows.map((conversation) => ({ conversation })) });
}

/** The members of all groups, or those who are banned from them: these stand in a list of their own. */
export async function* readMembers(
  list: "members" | "bannedusers",
  after: Cursor | undefined,
  { config, lister }: Reading,
): AsyncGenerator<Page> {
  const from = parseCursor(ItemSpot, after, SERVICE);
  const perPage = from?.perPage ?? config.pageSize;
  const each: EachOf<z.output<typeof Group> & { readonly id: string }> = {
    list: GROUPS,
    itemOf(row) {
      const group = Group.safeParse(row).data;
      return group && { ...group, id: group.guid };
    },
    pages: ({ guid }, inside) => innerPages(listOf(guid, list), { page: Number(inside ?? 1), perPage }, lister),
  };
  for await (const { rows, item, spot } of readEachOf(each, { from, perPage, lister })) {
    const { guid, owner } = item;
    const values = rows.map((member) => ({ guid, owner, isBanned: list === "bannedusers", member }));
    yield page(values, rows, { list: listOf(guid, list), cursor: spot });
  }
}

async function* innerPages(list: List, from: PageSpot, lister: Lister): AsyncGenerator<InnerPage> {
  for await (const { rows, spot } of readNumbered(list, from, lister)) yield { rows, inside: String(spot.page + 1) };
}

interface Values {
  readonly after: Cursor | undefined;
  readonly reading: Reading;
  /** What becomes of the rows of a page; undefined: nothing. */
  wrap(rows: readonly unknown[]): Promise<readonly unknown[]>;
}

async function* readValues(list: List, { after, reading, wrap }: Values): AsyncGenerator<Page> {
  const start = parseCursor(PageSpot, after, SERVICE) ?? { page: 1, perPage: reading.config.pageSize };
  for await (const { rows, spot } of readNumbered(list, start, reading.lister)) {
    yield page(await wrap(rows), rows, { list, cursor: { ...spot, page: spot.page + 1 } });
  }
}

/** A page with its values, each with the place of its row. */
export function page(
  values: readonly unknown[],
  rows: readonly unknown[],
  { list, cursor }: { readonly list: List; readonly cursor: object },
): Page {
  const placed = values.flatMap((value, index) =>
    value === undefined ? [] : [{ value, origin: `${named(list)}#${nameOf(rows[index]) ?? `row ${index} of a page`}` }],
  );
  return { values: placed, cursor: JSON.stringify(cursor) };
}

/** Ids are `a-z 0-9 - _`, but what is read decides, not what is documented. */
function listOf(guid: string, list: string): List {
  return { path: `/groups/${encodeURIComponent(guid)}/${list}` };
}

function nameOf(row: unknown): string | undefined {
  const { id, uid, guid, conversationId, role } = Object(row);
  return [id, uid, guid, conversationId, role].map(textOf).find((name) => name !== undefined);
}

function isDefaultRole(role: unknown): boolean {
  return textOf(Reflect.get(Object(role), "role")) === DEFAULT_ROLE;
}

/** Definitions of all roles but the default one: an app has at most 25. */
async function rolesOf({ config, lister }: Reading): Promise<ReadonlyMap<string, unknown>> {
  const roles = new Map<string, unknown>();
  for await (const { rows } of readNumbered(ROLES, { page: 1, perPage: config.pageSize }, lister)) {
    for (const row of rows) {
      const role = WireRole.safeParse(row).data;
      if (role && !isDefaultRole(row)) roles.set(role.role, row);
    }
  }
  return roles;
}

/** Friends and blocked users, as far as they are wanted. Of a user who is deactivated CometChat tells neither. */
async function relationsOf(user: unknown, { config, lister }: Reading): Promise<object> {
  const uid = User.safeParse(user).data?.uid;
  if (uid === undefined) return {};
  const [friends, blocked] = await Promise.all([
    config.friends ? uidsOf(`/users/${encodeURIComponent(uid)}/friends`, { config, lister }) : undefined,
    config.blocks ? uidsOf(`/users/${encodeURIComponent(uid)}/blockedusers`, { config, lister }) : undefined,
  ]);
  return { ...(friends && { friends }), ...(blocked && { blocked }) };
}

async function uidsOf(
  path: string,
  { config, lister }: Pick<Reading, "config" | "lister">,
): Promise<readonly string[]> {
  const uids: string[] = [];
  try {
    for await (const { rows } of readNumbered({ path }, { page: 1, perPage: config.pageSize }, lister)) {
      uids.push(...rows.flatMap((row) => User.safeParse(row).data?.uid ?? []));
    }
  } catch (error) {
    if (!(error instanceof GoneError)) throw error;
  }
  return uids;
}
