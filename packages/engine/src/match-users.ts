import type { User } from "@chat-etl/model";
import type { ExistingUser } from "@chat-etl/sdk";

/**
 * How somebody of the source was found in the target. `none`: not found, so he is made. `conflict`: several fit, or
 * several of the source fit the same one; the operator must decide.
 */
export type MatchedBy = "id" | "email" | "conflict" | "none";

export interface UserMatch {
  readonly source: Pick<User, "id" | "displayName" | "emails">;
  readonly how: MatchedBy;
  /** Whom he is in the target. Of a conflict: all who may be meant. */
  readonly targets: readonly ExistingUser[];
}

/**
 * Finds the users of a source among those of a target, by equal e-mail address (whatever its case) or equal id.
 *
 * @param fit the source's id as the sink would write it
 */
export function matchUsers(
  sources: readonly UserMatch["source"][],
  targets: readonly ExistingUser[],
  fit: (id: string) => string = (id) => id,
): readonly UserMatch[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const byEmail = Map.groupBy(
    targets.flatMap((target) => addresses(target).map((email) => ({ email, target }))),
    ({ email }) => email,
  );
  const matches = sources.map((source): UserMatch => {
    const same = byId.get(fit(source.id));
    const alike = addresses(source).flatMap((email) => byEmail.get(email)?.map(({ target }) => target) ?? []);
    const found = [...new Set([...(same ? [same] : []), ...alike])];
    return { source, how: howOf(found, same), targets: found };
  });
  const holders = Map.groupBy(
    matches.flatMap(({ targets: found }) => found),
    ({ id }) => id,
  );
  return matches.map((match) =>
    match.targets.some(({ id }) => (holders.get(id)?.length ?? 0) > 1) ? { ...match, how: "conflict" } : match,
  );
}

function howOf(found: readonly ExistingUser[], same: ExistingUser | undefined): MatchedBy {
  if (found.length > 1) return "conflict";
  if (found.length === 0) return "none";
  return same === undefined ? "email" : "id";
}

function addresses({ emails }: Pick<ExistingUser, "emails">): readonly string[] {
  return [...new Set(emails.map((email) => email.trim().toLowerCase()).filter((email) => email.includes("@")))];
}
