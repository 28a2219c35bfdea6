import { hash } from "node:crypto";
import { ConfigError } from "@chat-etl/sdk";
import type { UserMap } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { contextOf } from "../opened.ts";
import type { Ends, RunOptions } from "../run.ts";

/** So many ids are named. */
const NAMED = 3;

/**
 * A target that can tell its users is asked, once for a workspace, whether it has those of the map. They are not made: what
 * they wrote would be refused, or be nobody's.
 *
 * @param check whether the target can be reached
 * @throws ConfigError that names some who are not there; TransientError
 */
export async function mustBeInTarget(
  options: Pick<RunOptions, "pipeline" | "sinkConfig" | "workspace" | "stop" | "logger" | "onEvent">,
  { target, userMap }: Ends,
  check: () => Promise<void>,
): Promise<void> {
  const { pipeline, sinkConfig, workspace } = options;
  const { sink } = pipeline;
  const note = `mapped users found ${target}`;
  if (userMap.size === 0 || sink.users === undefined) return;
  const names = hash("sha256", JSON.stringify([...userMap.values()].sort()));
  if ((await workspace.notes.get(note)) === names) return;
  // Whoever cannot be reached, or refuses the key, says so sooner than a list of users that is tried again and again.
  await check();
  const fit = sink.targetId?.user ?? ((id: string) => id);
  const missing = new Map([...userMap].map(([id, given]) => [fit(given), id]));
  for await (const { id } of sink.users(sinkConfig, { ...contextOf(options), signal: options.stop })) {
    missing.delete(id);
    if (missing.size === 0) break;
  }
  if (missing.size > 0) throw notInTarget(missing, { name: sink.name, target, all: userMap.size });
  await workspace.notes.set(note, names);
}

/** @param missing the target's id → the source's */
function notInTarget(
  missing: ReadonlyMap<string, string>,
  { name, target, all }: { readonly name: string; readonly target: string; readonly all: number },
): ConfigError {
  const named = [...missing].slice(0, NAMED).map(([id, source]) => `"${id}" (for "${source}")`);
  const more = missing.size > NAMED ? `, and ${(missing.size - NAMED).toLocaleString("en-US")} more` : "";
  return new ConfigError(
    `The map of users names ${missing.size.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} users who are not in "${target}" (${name}): ${named.join(", ")}${more}. Nothing was sent. Perhaps the map was made for another app: make one for this target with etl map users, or put target_id right in those rows (left empty with how none, the user is made), and run again with --fresh.`,
  );
}

/**
 * When everything is read: somebody of the map must have been there.
 *
 * @throws ConfigError when nobody was
 */
export async function mustBeInSource(
  { workspace, onEvent }: { readonly workspace: RunOptions["workspace"]; readonly onEvent: OnEvent },
  userMap: UserMap,
): Promise<void> {
  if (userMap.size === 0) return;
  const known = await workspace.resolution.countMapped(userMap);
  const all = userMap.size.toLocaleString("en-US");
  if (known === 0) {
    throw new ConfigError(
      `Of the ${all} users whom the map of users names, the source has not one, so nothing was sent. Perhaps the map was made for another source: make one for this source with etl map users, and run again with it and --fresh.`,
    );
  }
  if (known === userMap.size) return;
  const message = `The map of users names ${all} users, of whom the source has ${known.toLocaleString("en-US")}. The others make no difference; interrupt if they should be there.`;
  onEvent({ event: "notice", code: "map-users", message });
}
