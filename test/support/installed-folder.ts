import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./etl.ts";

const ROOT = join(import.meta.dirname, "../..");

const INSTALLED = {
  sdk: "packages/sdk",
  model: "packages/model",
  transforms: "packages/transforms",
  "generic-json": "adapters/generic-json",
};

/** A folder of somebody who has installed the packages. */
export function installedFolder(): string {
  const folder = newFolder();
  mkdirSync(join(folder, "node_modules/@chat-etl"), { recursive: true });
  for (const [name, path] of Object.entries(INSTALLED))
    symlinkSync(join(ROOT, path), join(folder, "node_modules/@chat-etl", name));
  symlinkSync(join(ROOT, "packages/sdk/node_modules/zod"), join(folder, "node_modules/zod"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  return folder;
}
