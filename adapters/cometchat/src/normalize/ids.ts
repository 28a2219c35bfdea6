import { fitId } from "../ids.ts";

/** Under this id etl's own runs let somebody speak where nobody does. */
const ETL_SYSTEM = "etl:system";

/** Who speaks when nobody does: CometChat's own sender (CometChat sheet, 4.5), and the one that etl's sink makes. */
const SYSTEM_UIDS: ReadonlySet<string> = new Set(["app_system", fitId(ETL_SYSTEM)]);

export function isSystemUid(uid: string): boolean {
  return SYSTEM_UIDS.has(uid);
}

const PAIR = "_user_";

/** The conversation of two users, whoever writes: CometChat's own form (4.6, T47). */
export function pairId(one: string, other: string): string {
  return [one, other].sort().join(PAIR);
}

/** A group's conversation. A guid that could be a pair's id too is told apart by a sign that no id has. */
export function groupId(guid: string): string {
  return guid.includes(PAIR) ? `group:${guid}` : guid;
}

/**
 * Whose conversation it is, when one of the two is known. A uid may hold `_user_` itself, so the id is not taken apart
 * but put together again.
 */
export function otherOf(conversationId: string, uid: string): string | undefined {
  const candidates = [
    conversationId.startsWith(uid + PAIR) ? conversationId.slice(uid.length + PAIR.length) : "",
    conversationId.endsWith(PAIR + uid) ? conversationId.slice(0, -PAIR.length - uid.length) : "",
  ];
  return candidates.find((other) => other !== "" && pairId(uid, other) === conversationId);
}
