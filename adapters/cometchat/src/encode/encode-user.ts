import type { User } from "@chat-etl/model";
import type { EncodeContext, Encoded } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { fitId } from "../ids.ts";
import { METADATA_BYTES } from "../limits.ts";
import type { WireUser } from "../wire.ts";
import { fitName, fitTags, fitUrl, isBlank } from "./fit.ts";
import { fitMetadata } from "./fit-metadata.ts";
import { isWellFormed, type Json, mend } from "./json.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { isStorable, seconds, userCreatedAt } from "./times.ts";

/** Role that every CometChat app has. Any other must be created first (T20). */
const DEFAULT_ROLE = "default";

/** A user as an import entry. Always an active one: a deactivated user could neither join nor have written (T19). */
export function encodeUser(user: User, context: EncodeContext<CometchatSinkConfig>): Encoded<WireUser> {
  const { startedAt } = context;
  const lost: Lost = new Set();
  if (!isWellFormed(user)) lost.add("broken-text");
  const own = mend(user);
  noteLosses(own, context, lost);
  const hasName = !isBlank(own.displayName);
  const createdAt = createdAtOf(own, startedAt, lost);
  const wire: WireUser = {
    uid: fitId(user.id),
    name: fitName(own.displayName, user.id, lost),
    avatar: fitUrl(own.avatarUrl, "avatar", lost),
    role: hasRole(own, context) ? fitId(own.role) : undefined,
    link: fitUrl(own.profileUrl, "link", lost),
    metadata: metadataOf(own, { nameIsInvented: !hasName, createdAt }, lost),
    tags: fitTags(own.tags, lost),
    createdAt,
    lastActiveAt: lastActiveAtOf(own, lost),
  };
  return { send: [wire], losses: lossesOf(lost) };
}

/** What a pass brings is not lost. */
function noteLosses(user: User, context: EncodeContext<CometchatSinkConfig>, lost: Lost): void {
  const { role, state, statusText, friendIds, blockedIds } = user;
  const { passes } = context.config;
  if (isOwnRole(role) && !hasRole(user, context)) lost.add("role");
  if (state !== "active" && !(passes.includes("deactivation") && isToDeactivate(user))) lost.add("user-state");
  if (statusText !== undefined && !passes.includes("statuses")) lost.add("status-text");
  if (friendIds.length > 0 && !passes.includes("friends")) lost.add("friends");
  if (blockedIds.length > 0 && !passes.includes("blocks")) lost.add("blocks");
}

/** Whether a user counts as deactivated in CometChat. */
export function isToDeactivate({ state }: User): boolean {
  return state === "deactivated" || state === "deleted";
}

/** Whether the pass ahead made sure that the user's role is there (T20). */
function hasRole(user: User, { passed }: EncodeContext<CometchatSinkConfig>): user is User & { readonly role: string } {
  return isOwnRole(user.role) && (passed?.has("roles") ?? false);
}

function isOwnRole(role: string | undefined): boolean {
  return role !== undefined && role !== "" && role !== DEFAULT_ROLE;
}

interface Marks {
  readonly nameIsInvented: boolean;
  /** What CometChat is told, in seconds. */
  readonly createdAt: number;
}

function metadataOf(user: User, marks: Marks, lost: Lost): WireUser["metadata"] {
  const own = {
    sourceId: user.id,
    nameIsInvented: marks.nameIsInvented || undefined,
    createdAtIsInvented: user.createdAt === undefined || undefined,
    createdAt: user.createdAt === marks.createdAt * 1000 ? undefined : user.createdAt,
    role: user.role,
    state: user.state === "active" ? undefined : user.state,
    deactivatedAt: user.deactivatedAt,
    type: user.type === "human" ? undefined : user.type,
    "@private": privateOf(user),
    locale: user.locale,
    timeZone: user.timeZone,
    username: user.username,
    fullName: user.fullName,
    title: user.title,
    statusText: user.statusText,
    updatedAt: user.updatedAt,
  };
  return fitMetadata({ own, custom: user.metadata, extra: user.extra }, METADATA_BYTES, lost);
}

/** Addresses: only the user himself and the app's own servers may see what stands under `@private` (2.1). */
function privateOf({ emails, phones }: User): Json | undefined {
  const fields = { ...(emails.length > 0 ? { emails } : {}), ...(phones.length > 0 ? { phones } : {}) };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** Of a user whom no source describes, no time is lost. */
function createdAtOf(user: User, startedAt: number, lost: Lost): number {
  const created = userCreatedAt(user, startedAt);
  const isMade = user.type === "system" || user.type === "placeholder";
  if (user.createdAt === undefined ? !isMade : created !== seconds(user.createdAt)) lost.add("created-at");
  return created;
}

function lastActiveAtOf({ lastActiveAt }: User, lost: Lost): number | undefined {
  if (lastActiveAt === undefined) return undefined;
  if (isStorable(seconds(lastActiveAt))) return seconds(lastActiveAt);
  lost.add("last-active-at");
  return undefined;
}
