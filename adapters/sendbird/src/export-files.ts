import { posix } from "node:path";
import { type Input, listInputs } from "@chat-etl/io";
import { ConfigError, type OpenContext } from "@chat-etl/sdk";
import type { SendbirdSourceConfig } from "./config.ts";
import { type Recognised, recognise } from "./recognise.ts";

/** A file of the export, and what it is. */
export interface ExportFile extends Recognised {
  readonly name: string;
  readonly input: Input;
}

/** By its ending, or without any: nobody knows what Sendbird calls its files. */
const DATA = /(?:\.(?:json|jsonl|ndjson|csv|tsv|txt)|(?:^|\/)[^./]+)(?:\.gz|\.zst)?$/i;

/** Names of files that a notice gives. */
const NAMED = 3;

/** What would have to be unpacked first: only the archive that is given is. */
const ARCHIVE = /\.(?:zip|7z|rar|tar|tgz|tar\.(?:gz|bz2|xz|zst))$/i;

/** What Sendbird could not deliver to the app's server: an export may hold it, and it is no history. */
const WEBHOOKS = /failed_webhook/i;

/**
 * The files of an export, recognised by what they hold. What is no data (pictures) is passed over, and told; so is what is
 * empty.
 *
 * @throws ConfigError there is none, or one that is not known or would have to be unpacked
 */
export async function exportFiles(
  { path, ignore, csvDelimiter, csvColumns }: SendbirdSourceConfig,
  { signal, onNotice }: Pick<OpenContext, "signal" | "onNotice">,
): Promise<readonly ExportFile[]> {
  if (path === "-") throw new ConfigError("An export of Sendbird is looked at first: give it as a file or a folder.");
  const inputs = await listInputs(path);
  const wanted = inputs.filter(({ name }) => !isIgnored(name, ignore));
  const archive = wanted.find(({ name }) => ARCHIVE.test(name));
  if (archive !== undefined) throw archiveInside(archive);
  const data = wanted.filter(({ name }) => inputs.length === 1 || isData(name));
  tellPassedOver(
    wanted.filter((input) => !data.includes(input) && !WEBHOOKS.test(input.name)),
    onNotice,
  );
  const files: ExportFile[] = [];
  for (const input of data) {
    const found = await recognise(input, { signal, csvDelimiter, csvColumns });
    if (found === undefined) throw unknownFile(input);
    if (found !== "empty") files.push({ name: input.name, input, ...found });
  }
  if (files.length > 0) return files;
  throw new ConfigError(`"${path}" holds nothing of Sendbird's. Name the folder or archive of an export.`);
}

function tellPassedOver(inputs: readonly Input[], onNotice: OpenContext["onNotice"]): void {
  if (inputs.length === 0) return;
  const names = inputs.slice(0, NAMED).map(({ name }) => name);
  const others = inputs.length > NAMED ? " and others" : "";
  onNotice?.(
    "passed-over",
    `Files that are not read, as their names end like no data: ${inputs.length.toLocaleString("en-US")} (${names.join(", ")}${others}).`,
  );
}

function isIgnored(name: string, ignore: string | undefined): boolean {
  return ignore !== undefined && posix.matchesGlob(name, ignore);
}

function isData(name: string): boolean {
  return DATA.test(name) && !WEBHOOKS.test(name);
}

function archiveInside({ path }: Input): ConfigError {
  const advice = 'Unpack it there and take it away, or leave it out by the option "ignore"';
  return new ConfigError(
    `"${path}" is an archive, and only the zip archive that the option "path" names is unpacked. ${advice}.`,
  );
}

function unknownFile({ path }: Input): ConfigError {
  const known = "users (user_id), channels (channel_url), members (channel_url and user_id) or messages (message_id)";
  const advice = 'Take it out of the folder, leave it out by the option "ignore", or repair it';
  return new ConfigError(`"${path}" is not recognised: nothing at its beginning looks like ${known}. ${advice}.`);
}
