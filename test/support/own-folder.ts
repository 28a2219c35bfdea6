import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newFolder } from "./etl.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A folder of somebody who has installed these: names of packages, and where they lie in the repository. */
export function ownFolder(installed: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  link(folder, installed);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  return folder;
}

/** Links packages of the repository into a folder's `node_modules`. */
export function link(folder: string, installed: Readonly<Record<string, string>>): void {
  for (const [name, path] of Object.entries(installed)) {
    const to = join(folder, "node_modules", name);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(join(ROOT, path), to);
  }
}
