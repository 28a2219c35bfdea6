import * as z from "zod";
import { check, invalid, missing } from "../answers.ts";
import { CustomPatch, mergeCustom } from "../custom.ts";
import { newUser } from "../new-user.ts";
import { limitOf, PAGE_MAX, unknownCursor } from "../paging.ts";
import type { Route, TalkRequest } from "../request.ts";
import type { TalkUser } from "../shapes.ts";
import { refuseUnknown } from "../unknown-fields.ts";

/** Users per batch update (TalkJS sheet, 5.3). */
const USERS_PER_UPDATE = 100;

/** Only what is sent changes; unknown fields are ignored (E9). */
const UserPatch = z
  .object({
    name: z.string(),
    email: z.array(z.string()).nullable(),
    phone: z.array(z.string()).nullable(),
    photoUrl: z.string().nullable(),
    role: z.string().nullable(),
    locale: z.string().nullable(),
    welcomeMessage: z.string().nullable(),
    availabilityText: z.string().nullable(),
    custom: CustomPatch,
    pushTokens: z.record(z.string(), z.literal(true).nullable()).nullable(),
  })
  .partial();

/** Taken as it is: `z.record` leaves out a user whose id is `__proto__`. */
const UsersById = z.custom<object>(
  (body) => typeof body === "object" && body !== null && !Array.isArray(body),
  "An object is expected, of users by their ids.",
);

export const USER_ROUTES: readonly Route[] = [
  { method: "GET", path: "/users", handle: listUsers },
  { method: "PUT", path: "/users", handle: putUsers },
  { method: "GET", path: "/users/:userId", handle: getUser },
  { method: "PUT", path: "/users/:userId", handle: putUser },
];

function listUsers(request: TalkRequest): unknown {
  const limit = limitOf(request, PAGE_MAX);
  const data = request.state.users.page({ after: request.query.startingAfter, limit });
  return data === undefined ? unknownCursor(request) : { data };
}

function getUser({ params: { userId }, state }: TalkRequest): TalkUser {
  const user = state.users.get(userId);
  if (user === undefined) throw missing("USER", userId);
  return user;
}

function putUser(request: TalkRequest): object {
  apply(request, request.params.userId, request.body);
  return {};
}

/** All or nothing. */
function putUsers(request: TalkRequest): object {
  const entries = Object.entries(check(UsersById, request.body));
  if (entries.length > USERS_PER_UPDATE) throw invalid([`At most ${USERS_PER_UPDATE} users can be sent at once.`]);
  for (const [userId, body] of entries) apply(request, userId, body);
  return {};
}

function apply(request: TalkRequest, userId: string, body: unknown): void {
  const { state, instant } = request;
  const { pushTokens, custom, ...patch } = check(UserPatch, body ?? {});
  refuseUnknown(request, UserPatch, body);
  const known = state.users.get(userId);
  if (known === undefined && patch.name === undefined) throw invalid({ name: "A new user needs a name." });
  const user = known ?? newUser(userId, instant());
  state.users.put({
    ...user,
    ...withoutUndefined(patch),
    custom: mergeCustom(user.custom, custom),
    pushTokens: mergeTokens(user.pushTokens, pushTokens),
  });
}

function mergeTokens(
  tokens: TalkUser["pushTokens"],
  patch: Readonly<Record<string, true | null>> | null | undefined,
): TalkUser["pushTokens"] {
  if (patch === undefined || patch === null) return patch === null ? null : tokens;
  const merged = Object.entries({ ...tokens, ...patch }).flatMap(([token, on]) => (on ? [[token, on] as const] : []));
  return Object.fromEntries(merged);
}

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** JSON knows no `undefined`, so nothing is lost. */
function withoutUndefined<T extends object>(patch: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
