import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tempFolder } from "./support/temp-folder.ts";

/** Least that a Slack export consists of. */
export const USERS = [
  { id: "U1", team_id: "T1", name: "ann", real_name: "Ann Ort", profile: { email: "Ann@example.com" } },
  { id: "U2", team_id: "T1", name: "bob", profile: { display_name: "Bob" } },
];
export const CHANNELS = [{ id: "C1", name: "general", created: 1_600_000_000, members: ["U1", "U2"] }];

/** A message of the first second of 2024, UTC. */
export const MESSAGE = { type: "message", user: "U1", ts: "1704067200.000100", text: "hi" };

/** Writes an export into a folder of its own: JSON of what is no text. */
export async function smallExport(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await tempFolder();
  await writeFiles(folder, { "users.json": USERS, "channels.json": CHANNELS, ...files });
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}
