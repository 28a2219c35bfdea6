import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileFailure } from "@chat-etl/io";
import type { SlackExportConfig } from "../config.ts";
import { WireUser } from "../wire.ts";
import { isGrid, openArchive } from "./archive.ts";
import { HomeTeam } from "./home-team.ts";
import { readArray } from "./read-array.ts";
import { userFiles } from "./read-known.ts";

/** So many users tell whose workspace it is: the index of a large one takes minutes. */
const USERS_ASKED = 2_000;

/**
 * The workspace's or organisation's id, the same for all its exports; the name of the file, if nobody tells.
 *
 * @throws ConfigError it is no Slack export, or cannot be read
 */
export async function identityOf({ path, name }: SlackExportConfig): Promise<string> {
  if (name !== undefined) return `slack:${name}`;
  const team = new HomeTeam();
  let asked = 0;
  const { signal } = new AbortController();
  const archive = await openArchive(path);
  for (const file of userFiles(archive)) {
    for await (const { values } of readArray(file, { signal })) {
      for (const one of values) {
        const user = "value" in one ? WireUser.safeParse(one.value) : undefined;
        if (user?.success) team.see(user.data);
      }
      asked += values.length;
      if (asked >= USERS_ASKED) break;
    }
    if (asked >= USERS_ASKED) break;
  }
  const organisation = isGrid(archive) ? team.organisation : undefined;
  return `slack:${organisation ?? team.team ?? (await nameOfExport(path))}`;
}

/** The last part of a folder's path; of a file's, that of its folder too. */
export async function nameOfExport(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    const isFolder = (await stat(whole)).isDirectory();
    return isFolder ? basename(whole) : join(basename(dirname(whole)), basename(whole)).replaceAll("\\", "/");
  } catch (error) {
    throw fileFailure(path, error);
  }
}
