import { createHash } from "node:crypto";
import { CHANNEL_NAME, CHANNELS_OF_EVERY_TEAM, TEAM_NAME, USERNAME } from "../limits.ts";

/** Every client shows a name as long as that, and every server takes it. */
const MADE_CHARACTERS = 22;
const HASH_CHARACTERS = 8;

/** A readable part of fewer characters tells few ids apart. */
const TELLING_CHARACTERS = 4;

/** The id itself where Mattermost takes it, else a readable part of it and a hash of the whole. */
export function usernameOf(id: string): string {
  return USERNAME.test(id) ? id : madeOf(id, "u");
}

export interface ChannelName {
  /** Missing: the id names none, and it belongs to the team that the operator chose. */
  readonly team?: string;
  readonly name: string;
}

/**
 * `crew/harbour` is the channel of a team, as the source of this adapter calls it. Another id that is the name of a
 * channel of every team is made fit: what is private would stand where all of the team reads.
 */
export function channelNameOf(id: string): ChannelName {
  const [team = "", name = "", ...rest] = id.split("/");
  if (rest.length === 0 && TEAM_NAME.test(team) && CHANNEL_NAME.test(name)) return { team, name };
  return { name: CHANNEL_NAME.test(id) && !CHANNELS_OF_EVERY_TEAM.has(id) ? id : madeOf(id, "c") };
}

/** For the check that no two conversations become one. */
export function channelKeyOf(id: string): string {
  const { team, name } = channelNameOf(id);
  return team === undefined ? name : `${team}/${name}`;
}

/** Where the readable part hardly tells ids apart, as of numbers, the hash takes all the room there is: it has to. */
function madeOf(id: string, otherwise: string): string {
  const slug = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, MADE_CHARACTERS - HASH_CHARACTERS - 1)
    .replace(/-$/, "");
  const readable = slug || otherwise;
  const leavesOutDigits = /^[^a-z]*\d/i.test(id);
  const tellsFew = slug.length < TELLING_CHARACTERS || leavesOutDigits;
  const characters = tellsFew ? MADE_CHARACTERS - readable.length - 1 : HASH_CHARACTERS;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, characters);
  return `${readable}-${hash}`;
}
