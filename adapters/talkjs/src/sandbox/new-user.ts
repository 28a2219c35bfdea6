import type { TalkUser } from "./shapes.ts";

/** What a user is before anything is said of him (E10). */
export function newUser(id: string, createdAt: number): TalkUser {
  return {
    id,
    name: id,
    email: null,
    phone: null,
    photoUrl: null,
    role: "default",
    locale: null,
    welcomeMessage: null,
    availabilityText: null,
    custom: {},
    pushTokens: null,
    createdAt,
  };
}
