/** What a record can be, in load order: users and conversations land before the messages that need them. */
export const KINDS = ["user", "conversation", "membership", "message"] as const;
export type Kind = (typeof KINDS)[number];
