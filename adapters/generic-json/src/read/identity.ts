import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileFailure } from "@chat-etl/io";
import { ConfigError, RecordError } from "@chat-etl/sdk";
import type { GenericJsonConfig } from "../config.ts";
import type { Expression } from "../mapping/expression.ts";
import { loadMapping } from "../mapping/load-mapping.ts";
import { Files } from "./files.ts";
import { readFile } from "./read-file.ts";

/**
 * Names what is read, as `<mapping>:<name>`: by the option, by the mapping, or by the name of the file or folder.
 *
 * @throws ConfigError the mapping or the export cannot be read
 */
export async function identityOf({ path, mapping: mappingName, name }: GenericJsonConfig): Promise<string> {
  const { identity, ...mapping } = await loadMapping(mappingName);
  if (name !== undefined) return `${mapping.name}:${name}`;
  if (identity === undefined) return `${mapping.name}:${await nameOfExport(path)}`;
  return typeof identity === "string" ? identity : await toldIdentity(path, identity);
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

async function toldIdentity(
  path: string,
  { files, take }: { readonly files: string; readonly take: Expression },
): Promise<string> {
  const [file] = (await Files.at(path)).matching({ files });
  const { signal } = new AbortController();
  const reading = { files, format: "document", select: "", exactNumbers: false } as const;
  if (file !== undefined) {
    for await (const { values } of readFile(file, { reading, signal })) {
      for (const one of values) {
        const told = "value" in one ? orNothing(() => take.evaluate(one.value.scope)) : undefined;
        if (typeof told === "string" && told !== "") return told;
      }
    }
  }
  throw new ConfigError(
    `"${files}" of the export does not tell whose it is (${take.text}). Say it with --source.name.`,
  );
}

function orNothing(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
