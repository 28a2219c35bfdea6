import { BatchError, type Reason, type Removed } from "@chat-etl/sdk";

export const REMOVED: Removed = { status: "removed" };

/** Why something stays, by code: the same sentence for each. */
const REASONS = {
  "existed-before":
    "By its time of creation it was not made by this load, or that cannot be told for sure: it was there before and was only updated. What the load brought into it is removed message by message.",
  "holds-others":
    "It holds messages that this load did not bring. They stay, and so does the conversation; what the load brought into it is removed message by message.",
  "no-mark": "It does not carry the marks of this load (any more), so that it may be somebody else's.",
  unknown: "It is not known when this load made it, so that it may have been there before.",
  twice: "The conversation has more than one message with its source id; which one is of this load is not known.",
} as const satisfies Readonly<Record<string, string>>;

export function kept(code: keyof typeof REASONS): Removed {
  const reason: Reason = { code, message: REASONS[code] };
  return { status: "kept", reason };
}

/** What a refusal means where something was to be read or removed: nothing, if it is not there. @throws any other */
export function undefinedIfGone(error: unknown): undefined {
  if (error instanceof BatchError && /NOT_FOUND$|^HTTP_404$/.test(error.code)) return undefined;
  throw error;
}
