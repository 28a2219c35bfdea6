import type { OpenContext } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { openApp, type ProbeApp } from "./app.ts";
import { peek, rowsIn } from "./peek.ts";
import { PROBE_ID, PROBE_WORD, type ThrowAway } from "./throw-away.ts";

/** A probe younger than this, in seconds, may still be at work. */
const MAY_BE_AT_WORK = 3_600;

/** How long cleaning up may take, in milliseconds. It goes on when the probe was interrupted. */
const LONGEST_MS = 300_000;

/**
 * Deletes the group and the users of this probe, and of earlier ones that could not. Tells what stays.
 * What is written stays, since deleting messages one by one would leave a row for each.
 */
export async function cleanUp(config: CometchatSinkConfig, context: OpenContext, world: ThrowAway): Promise<string> {
  const app = openApp(config, { ...context, signal: AbortSignal.timeout(LONGEST_MS) });
  try {
    const messages = await app.ask({
      method: "GET",
      path: `/groups/${world.guid}/messages`,
      query: { affix: "append", id: "0", limit: "1000" },
    });
    const guids = new Set([world.guid, ...(await leftIn(app, "groups", "guid", world))]);
    const uids = new Set([...world.uids, ...(await leftIn(app, "users", "uid", world))]);
    const kept = [...(await remove(app, "groups", guids)), ...(await remove(app, "users", uids))];
    const count = rowsIn(messages.body).length;
    const said = `Its group and users are deleted; what may stay are ${count} messages of that group, in the list of the whole app.`;
    return kept.length === 0
      ? said
      : `${said} These could not be deleted: ${kept.join(", ")}. Delete them in the dashboard.`;
  } finally {
    await app.close();
  }
}

/** What this probe may have made under other names than it asked for, and what killed ones have left. */
async function leftIn(
  app: ProbeApp,
  list: "groups" | "users",
  idField: "guid" | "uid",
  world: ThrowAway,
): Promise<readonly string[]> {
  const query = { searchKey: PROBE_WORD, perPage: "1000", withDeactivated: "true" };
  const { body } = await app.ask({ method: "GET", path: `/${list}`, query });
  return rowsIn(body)
    .map((row) => String(peek(row, idField)))
    .filter((id) => isOurs(id, world));
}

function isOurs(id: string, { now }: ThrowAway): boolean {
  const began = id.match(PROBE_ID)?.[1];
  return began !== undefined && (Number(began) === now || now - Number(began) > MAY_BE_AT_WORK);
}

/** Those that could not be deleted. One that is not there needs not be. */
async function remove(app: ProbeApp, list: "groups" | "users", ids: ReadonlySet<string>): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const id of ids) {
    const body = list === "users" ? { permanent: true } : undefined;
    const { status } = await app.ask({ method: "DELETE", path: `/${list}/${encodeURIComponent(id)}`, body });
    if (status >= 300 && status !== 404) kept.push(id);
  }
  return kept;
}
