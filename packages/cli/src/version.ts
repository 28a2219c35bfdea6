import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const PackageJson = z.object({ version: z.string() });

/** This program's version and Node's, for people. */
export function versions(): string {
  const text = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
  return `etl ${PackageJson.parse(JSON.parse(text)).version}, with Node ${process.version}.`;
}
