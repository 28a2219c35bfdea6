import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import * as z from "zod";

const PackageJson = z.object({ version: z.string() });

/** This program's version, which all packages of etl share. */
export function ownVersion(): string {
  const text = readFileSync(findPackageJSON("..", import.meta.url) ?? "", "utf8");
  return PackageJson.parse(JSON.parse(text)).version;
}

/** This program's version and Node's, for people. */
export function versions(): string {
  return `etl ${ownVersion()}, with Node ${process.version}.`;
}
