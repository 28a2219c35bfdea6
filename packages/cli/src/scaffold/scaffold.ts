import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import type { AdapterName } from "./adapter-name.ts";
import type { Files, Parts } from "./template.ts";

/** What is to be made, and of what. */
export interface Plan {
  readonly name: AdapterName;
  readonly parts: Parts;
  /** Of the adapter itself. */
  readonly files: Files;
}

/** What was made, and what is left to a person. */
export interface Made {
  /** The adapter's folder. */
  readonly folder: string;
  /** What was written, the adapter's files first, in the order in which they are filled in. */
  readonly files: readonly string[];
  /** What to do next, in order: commands, and lines to add by hand. */
  readonly next: readonly string[];
}

/** Writes an adapter's files. @throws ConfigError its folder is there already */
export function writeFolder(folder: string, files: Files): readonly string[] {
  if (existsSync(folder))
    throw new ConfigError(`"${folder}" is there already and stays as it is. Take another name, or move it away.`);
  const written = [...files].map(([path, text]) => [join(folder, path), text] as const);
  for (const [path, text] of written) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return written.map(([path]) => path);
}

/** JSON as it is written by hand. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The README of a new adapter. `tables`: what stands below. */
export function readmeText({ name, files }: Plan, tables: readonly string[] = []): string {
  const order = [...files.keys()].map((path) => `- \`${path}\``);
  return [
    `# ${name.title}`,
    "",
    "What it carries and what it loses. Fill in, in the order the data flows; each file begins with what it is for:",
    "",
    ...order,
    "",
    ...tables,
  ].join("\n");
}

/** The packages of ours that the adapter imports. */
export function ownPackages({ sandbox }: Parts): readonly string[] {
  return ["io", "model", ...(sandbox ? ["sandbox"] : []), "sdk"].map((name) => `@chat-etl/${name}`);
}
