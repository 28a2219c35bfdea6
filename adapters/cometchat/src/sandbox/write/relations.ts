import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf, done } from "../body.ts";
import { RowError } from "../errors.ts";
import { existingUser } from "../existing.ts";
import { rowAnswers } from "../row-answers.ts";
import type { State } from "../state/state.ts";

/** CometChat sheet, 3. The second is documented for friends alone; it serves blocks too. */
const FRIENDS = 1000;
const PER_CALL = 25;

const Uids = z.array(z.string().toLowerCase()).min(1).max(PER_CALL);

/** Adding and removing friends and blocks. */
export function writeRelations(app: SandboxApp, { state }: Backend): void {
  app.post("/v3/users/:uid/friends", async (call) => {
    const { accepted } = await bodyOf(call, z.object({ accepted: Uids }));
    const { uid } = existingUser(call.req.param("uid"), state);
    return call.json({ data: { accepted: rowAnswers(accepted, (other) => befriend(uid, other, state), state) } });
  });
  app.delete("/v3/users/:uid/friends", async (call) => {
    const { friends } = await bodyOf(call, z.object({ friends: Uids }));
    const { uid } = existingUser(call.req.param("uid"), state);
    state.request(() => {
      for (const other of friends) {
        state.relations.remove("friend", { uid, other });
        state.relations.remove("friend", { uid: other, other: uid });
      }
    });
    return call.json(done("The friends have been removed."));
  });
  blockRoutes(app, state);
}

function blockRoutes(app: SandboxApp, state: State): void {
  const Blocked = z.object({ blockedUids: Uids });
  app.post("/v3/users/:uid/blockedusers", async (call) => {
    const { blockedUids } = await bodyOf(call, Blocked);
    const { uid } = existingUser(call.req.param("uid"), state);
    return call.json({ data: rowAnswers(blockedUids, (other) => block(uid, other, state), state) });
  });
  app.delete("/v3/users/:uid/blockedusers", async (call) => {
    const { blockedUids } = await bodyOf(call, Blocked);
    const { uid } = existingUser(call.req.param("uid"), state);
    const unblock = (other: string) => {
      state.relations.remove("block", { uid, other });
      return { message: `The user "${other}" has been unblocked.` };
    };
    return call.json({ data: rowAnswers(blockedUids, unblock, state) });
  });
}

function befriend(uid: string, other: string, state: State): object {
  if (uid === other) throw new RowError("ERR_CANNOT_FORM_SELF_RELATION", "Nobody can be his own friend.");
  checkExists(other, state);
  const { relations } = state;
  if (relations.since("friend", { uid, other }) !== undefined) {
    throw new RowError("ERR_ALREADY_FRIEND", `The user "${other}" is a friend already.`);
  }
  for (const one of [uid, other]) {
    if (relations.count({ kind: "friend", uid: one }) >= FRIENDS) {
      throw new RowError("ERR_BAD_REQUEST", `A user may have ${FRIENDS} friends.`);
    }
  }
  relations.add("friend", { uid, other, since: nowSeconds() });
  relations.add("friend", { uid: other, other: uid, since: nowSeconds() });
  return { message: `The user "${other}" has been added as a friend.` };
}

/** Whom he has blocked already stays blocked, and that is a success. */
function block(uid: string, other: string, state: State): object {
  if (uid === other) throw new RowError("ERR_CANNOT_BLOCK_SELF", "Nobody can block himself.");
  checkExists(other, state);
  const isNew = state.relations.since("block", { uid, other }) === undefined;
  if (isNew) state.relations.add("block", { uid, other, since: nowSeconds() });
  return { message: `The user "${other}" ${isNew ? "has been" : "is already"} blocked.` };
}

function checkExists(uid: string, { users }: State): void {
  const user = users.find(uid);
  if (user && user.deactivatedAt === undefined) return;
  throw new RowError("ERR_UID_NOT_FOUND", `The user with uid "${uid}" does not exist.`);
}
