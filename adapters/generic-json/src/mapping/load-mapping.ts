import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileFailure } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import { checkMapping } from "./check-mapping.ts";
import type { Mapping } from "./mapping.ts";

/** The mappings that come with this adapter, in `mappings/`. */
export const READY_MAPPINGS = ["canonical", "discord", "google-chat", "mattermost", "stream", "telegram"] as const;

/** They lie beside the sources as beside what is built of them: found as anybody else would find them. */
const { resolve } = createRequire(import.meta.url);

/**
 * A ready mapping by its name, or one from a file.
 *
 * @throws ConfigError there is none, it cannot be read, or it is not right
 */
export async function loadMapping(nameOrPath: string): Promise<Mapping> {
  return checkMapping(nameOrPath, await mappingText(nameOrPath));
}

/** The text of a ready mapping, or of one from a file, unchecked. @throws ConfigError it cannot be read */
export async function mappingText(nameOrPath: string): Promise<string> {
  const isReady = READY_MAPPINGS.some((name) => name === nameOrPath);
  const path = isReady ? resolve(`@chat-etl/generic-json/mappings/${nameOrPath}.yaml`) : nameOrPath;
  return await textOf(path, nameOrPath);
}

async function textOf(path: string, given: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (/^[\w-]+$/.test(given)) {
      throw new ConfigError(
        `There is no mapping "${given}". Ready ones: ${READY_MAPPINGS.join(", ")}; or give the path of a file.`,
      );
    }
    throw fileFailure(path, error);
  }
}
