import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileFailure } from "@chat-etl/io";
import { ConfigError, RecordError } from "@chat-etl/sdk";
import type { JSONValue } from "@jmespath-community/jmespath";
import type { GenericJsonConfig } from "../config.ts";
import { contentOf } from "../guess/format.ts";
import { readHead } from "../guess/head.ts";
import { loadMapping } from "../mapping/load-mapping.ts";
import type { Told } from "../mapping/mapping.ts";
import { Files } from "./files.ts";
import { scopeOfDocument } from "./read-file.ts";

/** How much of a file is asked whose it is, in bytes. */
const HEAD_BYTES = 65_536;

/**
 * Names what is read, as `<mapping>:<name>`: by the option, by the mapping, or by the name of the file or folder.
 *
 * @throws ConfigError the mapping or the export cannot be read
 */
export async function identityOf({ path, mapping: mappingName, name }: GenericJsonConfig): Promise<string> {
  const { identity, ...mapping } = await loadMapping(mappingName);
  if (name !== undefined) return `${mapping.name}:${name}`;
  if (typeof identity === "string") return identity;
  const told = identity && (await toldIdentity(path, identity));
  if (told !== undefined) return told;
  if (identity === undefined || identity.optional) return `${mapping.name}:${await nameOfExport(path)}`;
  throw new ConfigError(
    `Nothing in "${path}" tells whose it is: the mapping asks for "${identity.take.text}" of "${identity.files}". Say it with --source.name, the same for all its exports.`,
  );
}

/** The last part of a folder's path; of a file's, that of its folder too: many exports are called `result.json`. */
export async function nameOfExport(path: string): Promise<string> {
  if (path === "-") return "standard input";
  const whole = resolve(path);
  try {
    const isFolder = (await stat(whole)).isDirectory();
    return isFolder ? basename(whole) : join(basename(dirname(whole)), basename(whole)).replaceAll("\\", "/");
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** What the beginning of the file says. Nothing, where several files could say it and none of them must. */
async function toldIdentity(path: string, { files, take, optional }: Told): Promise<string | undefined> {
  if (path === "-") return undefined; // It is read once.
  const [file, another] = (await Files.at(path)).matching({ files, optional: true });
  if (file === undefined || (optional && another !== undefined)) return undefined;
  const { signal } = new AbortController();
  const beginning = await contentOf(file.name, await readHead(file, HEAD_BYTES, signal), signal);
  if (beginning === undefined) return undefined;
  const told = orNothing(() => take.evaluate(scopeOfDocument(beginning.root as JSONValue, file)));
  return typeof told === "string" && told !== "" ? told : undefined;
}

function orNothing(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
