import type { Removable, Removed } from "@chat-etl/sdk";
import * as z from "zod";
import { pathOf } from "../passes/call.ts";
import type { WireGroup, WireMember, WireUser } from "../wire.ts";
import { type Asking, kept, REMOVED, read, remove } from "./ask.ts";

/** What an entity of ours carries. */
const Marked = z.looseObject({
  uid: z.string().optional(),
  createdAt: z.number(),
  metadata: z.looseObject({ sourceId: z.string() }),
});
/** A time of creation as young as this, in seconds, is made up: nobody knows when it was. */
const MADE_UP = 600;
const One = z.object({ data: z.unknown() });
const Rows = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values)]),
});

/** What people wrote; rows about members and calls are none of it. */
const WRITTEN = { categories: "message,custom", affix: "append", id: "0", limit: "1" };

/**
 * Deletes a group and so its memberships, when nobody's messages are left in it. The import refuses a guid that is there,
 * so one that was written is ours, unless somebody has made it anew since.
 */
export async function removeGroup(asking: Asking, { wires: [wire], targetId }: Removable<WireGroup>): Promise<Removed> {
  const path = pathOf("groups", targetId ?? wire?.guid ?? "");
  const body = await read(asking, path);
  if (body === undefined) return REMOVED;
  if (!isMarked(One.parse(body).data, wire)) return kept("no-mark");
  if (holdsAny(await read(asking, `${path}/messages`, WRITTEN))) return kept("holds-others");
  return await remove(asking, path);
}

/** Takes a member out of a group that was there before; a banned one may join again. */
export async function removeMember(asking: Asking, { wires: [wire] }: Removable<WireMember>): Promise<Removed> {
  const list = wire?.isBanned ? "bannedusers" : "members";
  return await remove(asking, pathOf("groups", wire?.guid ?? "", list, wire?.uid ?? ""));
}

/** Deletes a user for good, unless a message from or to him is left. */
export async function removeUser(asking: Asking, { wires: [wire], targetId }: Removable<WireUser>): Promise<Removed> {
  const uid = targetId ?? wire?.uid ?? "";
  const path = pathOf("users", uid);
  const body = await read(asking, path);
  // One that is deactivated is not found by his uid.
  const user = body === undefined ? await deactivated(asking, uid) : One.parse(body).data;
  if (user === undefined) return REMOVED;
  if (!isMarked(user, wire)) return kept("no-mark");
  if (holdsAny(await read(asking, "/messages", { ...WRITTEN, sender: uid }))) return kept("still-speaks");
  // The list of one user has what others wrote to him; of one who is deactivated there is none.
  if (body !== undefined && holdsAny(await read(asking, `${path}/messages`, { ...WRITTEN, perPage: "1" })))
    return kept("still-speaks");
  return await remove(asking, path, { permanent: true });
}

async function deactivated(asking: Asking, uid: string): Promise<unknown> {
  const query = { searchKey: uid, searchIn: "uid", withDeactivated: "true", perPage: "1000" };
  return rowsOf(await read(asking, "/users", query)).find((row) => Marked.safeParse(row).data?.uid === uid);
}

/** By the source's id, and the time of creation that the load gave it. */
function isMarked(entity: unknown, wire: Pick<WireUser, "metadata" | "createdAt"> | undefined): boolean {
  const { data: marked } = Marked.safeParse(entity);
  if (marked === undefined || wire === undefined || marked.metadata.sourceId !== wire.metadata.sourceId) return false;
  return marked.createdAt === wire.createdAt || wire.createdAt > Date.now() / 1000 - MADE_UP;
}

function holdsAny(body: unknown): boolean {
  return rowsOf(body).length > 0;
}

function rowsOf(body: unknown): readonly unknown[] {
  return body === undefined ? [] : Rows.parse(body).data;
}
