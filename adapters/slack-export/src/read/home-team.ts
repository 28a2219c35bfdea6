import type { WireUser } from "../wire.ts";

/**
 * The workspace most people are at home in: that is the exported one, which no file of the export names. Bots, guests
 * and deactivated people count only where there is nobody else. Sheet, section 2.2.
 */
export class HomeTeam {
  readonly #people = new Map<string, number>();
  readonly #anybody = new Map<string, number>();
  readonly #organisations = new Map<string, number>();

  see({ team_id: team, deleted, is_bot, is_restricted, is_ultra_restricted, enterprise_user }: WireUser): void {
    if (enterprise_user?.enterprise_id) count(this.#organisations, enterprise_user.enterprise_id);
    if (!team) return;
    count(this.#anybody, team);
    if (!deleted && !is_bot && !is_restricted && !is_ultra_restricted) count(this.#people, team);
  }

  /** The Enterprise Grid organisation of most people, if there is one. */
  get organisation(): string | undefined {
    return mostIn(this.#organisations);
  }

  /** Undefined: nobody tells, or two have as many. */
  get team(): string | undefined {
    return mostIn(this.#people) ?? mostIn(this.#anybody);
  }
}

function count(teams: Map<string, number>, team: string): void {
  teams.set(team, (teams.get(team) ?? 0) + 1);
}

function mostIn(teams: ReadonlyMap<string, number>): string | undefined {
  const [first, second] = [...teams].sort(([, a], [, b]) => b - a);
  return first?.[1] === second?.[1] ? undefined : first?.[0];
}
