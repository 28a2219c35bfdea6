import type { SandboxCall } from "@chat-etl/sandbox";
import type { Backend } from "./backend.ts";
import { ApiError } from "./errors.ts";
import type { StoredGroup } from "./state/groups.ts";
import type { Member } from "./state/members.ts";
import type { StoredMessage } from "./state/messages.ts";
import type { State } from "./state/state.ts";
import type { StoredUser } from "./state/users.ts";

/** The user the caller acts for, by header `onBehalfOf`. @throws ApiError 404 */
export function actorOf(call: SandboxCall, { state }: Backend): StoredUser | undefined {
  const uid = call.req.header("onBehalfOf");
  return uid ? existingUser(uid, state) : undefined;
}

/** The same, where nobody may act but a user. @throws ApiError 400, 404 */
export function requiredActorOf(call: SandboxCall, backend: Backend): StoredUser {
  const actor = actorOf(call, backend);
  if (actor) return actor;
  const message = 'The header "onBehalfOf" is required.';
  throw new ApiError(400, "ERR_BAD_REQUEST", message, { onBehalfOf: [message] });
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

/** @throws ApiError 404 */
export function existingMessage(id: string, state: State): StoredMessage {
  const message = /^\d{1,15}$/.test(id) ? state.messages.find(Number(id)) : undefined;
  if (message) return message;
  throw new ApiError(404, "ERR_MESSAGE_ID_NOT_FOUND", `The message with id "${id}" does not exist.`);
}

/** The membership of somebody who belongs to the group; a banned one does not. */
export function membershipOf(guid: string, uid: string | undefined, state: State): Member | undefined {
  const membership = uid === undefined ? undefined : state.members.find(guid, uid);
  return membership?.isBanned ? undefined : membership;
}

/** @throws ApiError 403 */
export function checkJoined(guid: string, uid: string, state: State): void {
  if (membershipOf(guid, uid, state)) return;
  throw new ApiError(403, "ERR_GROUP_NOT_JOINED", `The user "${uid}" has not joined the group "${guid}".`);
}

/** Admins and moderators of a group may change it and its members. @throws ApiError 403 */
export function checkMayManage(guid: string, uid: string, state: State): void {
  checkJoined(guid, uid, state);
  if (membershipOf(guid, uid, state)?.scope !== "participant") return;
  throw new ApiError(403, "ERR_PERMISSION_DENIED", `A participant of the group "${guid}" may not do this.`);
}

/** Members see a group's messages, the two of a conversation theirs. @throws ApiError 403 */
export function checkMaySee({ receiverType, sender, receiver }: StoredMessage, uid: string, state: State): void {
  if (receiverType === "group") checkJoined(receiver, uid, state);
  else if (uid !== sender && uid !== receiver) {
    throw new ApiError(403, "ERR_PERMISSION_DENIED", "The message belongs to a conversation of others.");
  }
}

/** Who wrote a message may change it, and so may who manages its group. @throws ApiError 403 */
export function checkMayChange(message: StoredMessage, uid: string, state: State): void {
  if (uid === message.sender) return;
  if (message.receiverType === "user") {
    throw new ApiError(403, "ERR_PERMISSION_DENIED", "Only who wrote a message may change it.");
  }
  checkMayManage(message.receiver, uid, state);
}
