import type { Input } from "@chat-etl/io";
import { present } from "@chat-etl/model";
import { ConfigError } from "@chat-etl/sdk";
import { knownConversationOf } from "../normalize/conversation.ts";
import { firstOf } from "../normalize/fields.ts";
import type { Known, KnownCanvas, KnownConversation, KnownUser, Listing, ListName } from "../normalize/known.ts";
import { knownUserOf } from "../normalize/user.ts";
import { WireConversation, WireUser } from "../wire.ts";
import { WireCanvas, WireIntegration } from "../wire-extras.ts";
import { type Archive, isGrid, type Workspace } from "./archive.ts";
import { HomeTeam } from "./home-team.ts";
import { IndexReader, type Reading } from "./index-reader.ts";
import { readUserMap } from "./read-user-map.ts";

/** In the order in which one folder name belongs to one of them. */
const LISTS: readonly ListName[] = ["channels", "groups", "mpims", "dms"];

/** Everybody's index of users, then that of each workspace. */
export function userFiles({ workspaces }: Archive): readonly Input[] {
  const files = workspaces.flatMap(({ indexes }) => [indexes.get("org_users"), indexes.get("users")]);
  return files.filter((file) => file !== undefined);
}

/** The index files of conversations, with what they mean. */
export function listFiles({
  workspaces,
}: Archive): ReadonlyMap<Input, { readonly list: ListName } & Pick<Workspace, "name">> {
  const found = workspaces.flatMap(({ name, indexes }) =>
    LISTS.flatMap((list) => {
      const file = indexes.get(list);
      return file === undefined ? [] : [[file, { list, name }] as const];
    }),
  );
  return new Map(found);
}

/**
 * Reads the index files once, for what messages need to know. What is held of each entry is a few words.
 *
 * @throws ConfigError none of them can be read, or the operator's file of ids is wrong
 */
export async function readKnown(archive: Archive, reading: Reading): Promise<Known> {
  const reader = new IndexReader(reading);
  const { users, emails, botUsers, homeTeam } = await readPeople(archive, reader, reading);
  const { conversations, listings } = await readConversations(archive, reader, reading);
  if (users.size === 0 && conversations.size === 0 && reader.damage !== undefined)
    throw new ConfigError(`No index file of the export can be read. ${reader.damage}`);
  return {
    users,
    botUsers,
    conversations,
    listings,
    homeTeam: isGrid(archive) ? undefined : homeTeam,
    ...(await readNames(archive, reader)),
    targetIds: await readUserMap({ users, emails }, reading),
    filesInside: new Map([...archive.bytes].map(([id, { name }]) => [id, name])),
    policies: reading.config,
  };
}

/** Of several entries of one person the one with most fields is taken. Sheet, section 2.2. */
async function readPeople(archive: Archive, reader: IndexReader, { config }: Reading) {
  const users = new Map<string, KnownUser>();
  const emails = new Map<string, string[]>();
  const botUsers = new Map<string, string>();
  const home = new HomeTeam();
  for (const file of userFiles(archive)) {
    await reader.each(file, WireUser, (user, origin) => {
      const known = knownUserOf(user, origin);
      if ((users.get(user.id)?.size ?? 0) < known.size) users.set(user.id, known);
      if (user.profile?.bot_id) botUsers.set(user.profile.bot_id, user.id);
      if (config.users !== undefined) addEmail(emails, user);
      home.see(user);
    });
  }
  return { users, emails, botUsers, homeTeam: home.team };
}

/** The first entry of an id counts: of a shared channel that outside the workspaces, else that of the wanted one. */
async function readConversations(archive: Archive, reader: IndexReader, { config }: Reading) {
  const conversations = new Map<string, KnownConversation>();
  const listings = new Map<string | undefined, Listing[]>();
  for (const [file, { list, name }] of listFiles(archive)) {
    await reader.each(file, WireConversation, (conversation, origin) => {
      const known = knownConversationOf(conversation, { list, workspace: name, origin });
      const { id, isArchived } = known;
      const own = listings.get(name);
      if (own) own.push({ id, name: known.name, isArchived });
      else listings.set(name, [{ id, name: known.name, isArchived }]);
      const before = conversations.get(id);
      const isWanted = name !== undefined && name === config.workspace;
      if (before === undefined || (isWanted && before.workspace !== undefined && before.workspace !== name))
        conversations.set(id, known);
    });
  }
  return { conversations, listings };
}

async function readNames({ workspaces }: Archive, reader: IndexReader) {
  const canvases = new Map<string, KnownCanvas[]>();
  const integrations = new Map<string, string>();
  for (const { indexes } of workspaces) {
    await reader.each(indexes.get("canvases"), WireCanvas, (canvas) => addCanvas(canvases, canvas));
    await reader.each(indexes.get("integration_logs"), WireIntegration, (log) => addIntegration(integrations, log));
  }
  return { canvases, integrations };
}

function addEmail(emails: Map<string, string[]>, { id, profile }: WireUser): void {
  const email = profile?.email?.trim().toLowerCase();
  if (email) emails.set(email, [...new Set([...(emails.get(email) ?? []), id])]);
}

function addCanvas(canvases: Map<string, KnownCanvas[]>, canvas: WireCanvas): void {
  const { id, title, permalink, shares } = canvas;
  for (const { channel } of shares ?? []) {
    if (!channel) continue;
    const known = { id, ...present("title", title), ...present("permalink", permalink) };
    canvases.set(channel, [...(canvases.get(channel) ?? []), known]);
  }
}

function addIntegration(integrations: Map<string, string>, log: WireIntegration): void {
  const name = firstOf(log.service_type, log.app_type);
  if (name === undefined) return;
  for (const id of [log.service_id, log.app_id]) if (id) integrations.set(id, name);
}
