import { addChannel } from "./conversations.ts";
import type { ExportFile } from "./day-files.ts";
import { type Draft, humans, type MutableRaw, post, someInstant } from "./draft.ts";
import { conversationIndexes, usersIndex } from "./indexes.ts";
import { prettyJson } from "./json.ts";
import { TEAM } from "./users.ts";

/** §2.2: the workspaces of the organisation, by the name of their folder in `teams/`. */
const GRID_TEAMS = { northwind: TEAM, southgate: "T0SOUTHGATE" } as const;
type GridTeam = keyof typeof GRID_TEAMS;
const NAMES = Object.keys(GRID_TEAMS) as readonly GridTeam[];

/** The first public channel and all DMs stay at the root; the other channels belong to workspaces, in turn. */
export function spreadOverTeams(draft: Draft): void {
  const [shared, ...owned] = draft.conversations.filter(({ kind }) => kind === "public" || kind === "private");
  for (const [index, conversation] of owned.entries()) {
    conversation.team = NAMES[index % NAMES.length];
    if (conversation.team !== "southgate") continue;
    for (const { raw } of conversation.messages) if (raw.team === TEAM) raw.team = GRID_TEAMS.southgate;
  }
  if (shared?.entry !== undefined) shared.entry.is_org_shared = true;
}

/** §2.2: the same channel name in both workspaces; never a key. */
export function addNamesakes(draft: Draft): void {
  for (const name of NAMES) {
    const channel = addChannel(draft, "public", { name: "namesake", members: humans(draft).slice(0, 3) });
    channel.team = name;
    const user = humans(draft)[0];
    post(channel, someInstant(draft), {
      user,
      text: `only in ${name}`,
      team: GRID_TEAMS[name],
      user_team: GRID_TEAMS[name],
    });
  }
}

export function* gridIndexes(draft: Draft): Generator<ExportFile> {
  yield usersIndex("org_users.json", draft.users.map(asOrgUser));
  const root = draft.conversations.filter(({ team }) => team === undefined);
  yield* conversationIndexes(root, ["public", "private", "mpim", "dm"]);
  yield { path: "content_flags.json", data: prettyJson([]) };
  for (const name of NAMES) {
    const below = ({ path, data }: ExportFile) => ({ path: `teams/${name}/${path}`, data });
    yield below(usersIndex("users.json", usersOf(draft, name)));
    const owned = draft.conversations.filter(({ team }) => team === name);
    for (const index of conversationIndexes(owned, ["public", "private"])) yield below(index);
    yield below({ path: "integration_logs.json", data: prettyJson(name === "northwind" ? draft.integrationLogs : []) });
  }
}

function asOrgUser(user: MutableRaw): MutableRaw {
  const id = user.id;
  const enterprise = {
    id,
    enterprise_id: "E0NORTHWIND",
    enterprise_name: "Northwind",
    is_admin: false,
    is_owner: false,
  };
  return { ...user, enterprise_user: { ...enterprise, teams: Object.values(GRID_TEAMS) } };
}

/** Everybody is in one of the two, the first person in both; a workspace's record has fewer fields. */
function usersOf({ users }: Draft, name: GridTeam): readonly MutableRaw[] {
  const turn = NAMES.indexOf(name);
  return users
    .filter((_, index) => index === 0 || index % NAMES.length === turn)
    .map(({ id, name: handle, deleted, profile, is_bot }) => ({
      id,
      team_id: GRID_TEAMS[name],
      name: handle,
      deleted,
      profile: { real_name: (profile as MutableRaw).real_name, display_name: "" },
      ...(is_bot === undefined ? {} : { is_bot }),
    }));
}
