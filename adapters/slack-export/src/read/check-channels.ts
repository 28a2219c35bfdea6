import { ConfigError } from "@chat-etl/sdk";
import { fitsGlob } from "../config.ts";
import type { Known } from "../normalize/known.ts";
import type { PlacedDay } from "./day-files.ts";

const OPTIONS = ["channels", "exceptChannels"] as const;

/** Names that are told for a pattern that fits none. */
const EXAMPLES = 5;

/**
 * A pattern that fits nothing is most often misspelt, and what it was to keep out would be sent.
 *
 * @throws ConfigError a pattern of `channels` or `exceptChannels` fits no conversation of the export
 */
export function checkChannels(known: Known, days: readonly PlacedDay[]): void {
  const { names, ids } = calledIn(known, days);
  const problems = OPTIONS.flatMap((option) =>
    (known.policies[option] ?? [])
      .filter((pattern) => ![...names, ...ids].some((name) => fitsGlob(name, [pattern])))
      .map((pattern) => `No conversation fits "${pattern}" of --source.${option}. ${examplesFor(pattern, names)}`),
  );
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
}

/** What conversations are called in the indexes and by their folders. */
function calledIn({ conversations, listings }: Known, days: readonly PlacedDay[]) {
  const all = [...conversations.values(), ...[...listings.values()].flat(), ...days.map((day) => day.conversation)];
  return { names: new Set(all.map(({ name }) => name)), ids: new Set(all.map(({ id }) => id)) };
}

/** Those that begin like the pattern come first. */
function examplesFor(pattern: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return "The export has none at all.";
  const alike = [...names].toSorted((a, b) => sameStart(b, pattern) - sameStart(a, pattern) || a.localeCompare(b));
  const shown = alike.slice(0, EXAMPLES).map((name) => JSON.stringify(name));
  return `There are, for example: ${shown.join(", ")}.`;
}

/** How many characters two words begin with alike. */
function sameStart(one: string, other: string): number {
  const differs = [...one].findIndex((character, at) => character !== other[at]);
  return differs === -1 ? one.length : differs;
}
